"""A list that a story can wait on: the app answers Slack first and works afterwards."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Item = TypeVar("Item")
PATIENCE = 5.0  # seconds; a story that waits longer has failed


class Heard(list[Item]):
    """What was heard, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._news = asyncio.Event()

    def append(self, item: Item) -> None:
        super().append(item)
        self._news.set()

    async def until(
        self,
        count: int = 1,
        where: Callable[[Item], bool] = lambda _item: True,
        within: float = PATIENCE,
    ) -> list[Item]:
        """Wait for `count` items of a kind; returns all of the kind. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while len(found := [item for item in self if where(item)]) < count:
                await self._more()
        return found

    async def quiet(self, spell: float = 0.2) -> None:
        """Return once nothing was heard for `spell` seconds: "and nothing else came"."""
        with suppress(TimeoutError):
            while True:
                async with asyncio.timeout(spell):
                    await self._more()

    async def _more(self) -> None:
        self._news.clear()
        await self._news.wait()
