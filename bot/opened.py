"""A chat platform's door, made by its settings and ready to be opened."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

from aiohttp import web

from bot.front import Front
from bot.readiness import always

Connected = Callable[[], Awaitable[bool]]


def _no_line() -> AbstractAsyncContextManager[Connected]:
    return nullcontext(always)


@dataclass(frozen=True)
class Opened:
    """What `serve` needs of a door: its front, what it answers over HTTP, its name for people.

    `line` is held open while the door is, where the platform is called and does not call; what it
    gives says whether it is connected.
    """

    front: Front
    routes: list[web.RouteDef]
    name: str
    line: Callable[[], AbstractAsyncContextManager[Connected]] = _no_line
