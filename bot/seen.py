"""Events that this process has taken up, for as long as a platform may send them again.

The store decides between replicas. This memory stands beside it, so that while the store is away no
event is answered twice by one process; and it knows which answers the store has not been told of.
Events are known by digests, and no more is kept of them than when they came.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.store.events import RESENT

MOST = 50_000  # events; more than come in ten minutes at 50 a second


class Named(Protocol):
    """What names an event; one of this name from before the moment `since` was another."""

    @property
    def digest(self) -> str:
        """The SHA-256 of its name, in hexadecimal."""

    @property
    def since(self) -> datetime | None:
        """None: the name is this event's for good."""


@dataclass(frozen=True)
class Sighting:
    """When an event was taken up, and when it was answered; None while that is under way."""

    claimed_at: datetime
    finished_at: datetime | None = None


@dataclass
class Seen:
    """The sightings, at most `most`, the oldest first."""

    most: int = MOST
    _sightings: OrderedDict[str, Sighting] = field(default_factory=OrderedDict)
    _unstored: dict[str, datetime] = field(default_factory=dict)

    def claim(self, names: Sequence[Named], now: datetime) -> bool:
        """Whether none of an event's names was taken up here before; if so, all are taken up.

        What is under way here stays so however long it takes: this process is alive.
        """
        if any(self._is_known(name, now) for name in names):
            return False
        for name in names:
            self._sightings.pop(name.digest, None)
            self._sightings[name.digest] = Sighting(now)
        self._drop_old(now)
        return True

    def release(self, names: Iterable[Named]) -> None:
        """The event is not answered here after all."""
        for name in names:
            self._sightings.pop(name.digest, None)

    def finish(self, names: Iterable[Named], now: datetime) -> None:
        """The event is answered; `unstored` has it until the store was told."""
        for name in names:
            claimed = self._sightings.get(name.digest, Sighting(now)).claimed_at
            self._sightings[name.digest] = Sighting(claimed, now)
            self._unstored[name.digest] = now
        while len(self._unstored) > self.most:
            del self._unstored[next(iter(self._unstored))]

    def unstored(self, most: int) -> tuple[tuple[str, datetime], ...]:
        """Events of whose answers the store was not told, by digest, and when they were answered.

        At most so many of them, the oldest first.
        """
        return tuple(self._unstored.items())[:most]

    def stored(self, digests: Iterable[str]) -> None:
        """The store was told of these."""
        for digest in digests:
            self._unstored.pop(digest, None)

    def _is_known(self, name: Named, now: datetime) -> bool:
        sighting = self._sightings.get(name.digest)
        if sighting is None:
            return False
        if name.since is not None and sighting.claimed_at < name.since:
            return False
        return sighting.finished_at is None or sighting.finished_at >= now - RESENT

    def _drop_old(self, now: datetime) -> None:
        while self._sightings:
            oldest = next(iter(self._sightings.values()))
            past = oldest.finished_at is not None and oldest.finished_at < now - RESENT
            if not past and len(self._sightings) <= self.most:
                return
            self._sightings.popitem(last=False)
