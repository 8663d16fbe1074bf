"""A bar on stderr while something takes its time; nothing where stderr is no screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.terminal.screen import console


@contextmanager
def shown_steps() -> Iterator[Callable[[str, int, int], None]]:
    """What says how far it is: what is being done, how much of it is, of how much (0: unknown)."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    screen = console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(
        *columns, console=screen, transient=True, disable=not screen.is_terminal
    ) as progress:
        task = progress.add_task("", total=None)

        def step(what: str, done: int, total: int) -> None:
            progress.update(task, description=what, completed=done, total=total or None)

        yield step
