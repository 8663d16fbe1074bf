"""What this process remembers by itself of tenants and of askers, for when the store is away.

Bounded, and gone with the process. Tenants never meet here either, and a door fails closed: a
tenant of which nothing is known for certain gets no council's answers.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.seen import Seen
from bot.store.away import Away
from bot.store.pseudonym import Alias
from bot.store.rate import LIMIT, WINDOW
from bot.store.tenants import Tenant

MOST_TENANTS = 10_000
MOST_PEOPLE = 10_000


@dataclass
class Notebook:
    """Tenants as they were read last, who asked how often of late, and the events `seen`.

    `most_tenants` and `most_people` are remembered; beyond, those of longest ago are forgotten.
    """

    seen: Seen = field(default_factory=Seen)
    most_tenants: int = MOST_TENANTS
    most_people: int = MOST_PEOPLE
    _tenants: OrderedDict[tuple[str, str], Tenant | None] = field(default_factory=OrderedDict)
    _all_known: bool = False  # whether a tenant that is not here is one that nobody has bound
    _asked: OrderedDict[tuple[str, str, Alias], list[datetime]] = field(default_factory=OrderedDict)

    def note(self, platform: str, tenant: str, found: Tenant | None) -> None:
        """A tenant as the store has it just now, None where nobody has bound it."""
        self._tenants[platform, tenant] = found
        self._tenants.move_to_end((platform, tenant))
        if len(self._tenants) > self.most_tenants:
            self._tenants.popitem(last=False)
            self._all_known = False

    def note_all(self, bound: Iterable[Tenant]) -> None:
        """All tenants that the store has."""
        self._tenants.clear()
        self._all_known = True
        for tenant in bound:
            self.note(tenant.platform, tenant.tenant, tenant)

    def tenant(self, platform: str, tenant: str) -> Tenant | None:
        """The tenant as it was read last, None where nobody had bound it.

        Raises Away where that is not known.
        """
        if not self._all_known and (platform, tenant) not in self._tenants:
            raise Away
        return self._tenants.get((platform, tenant))

    def allowed(self, platform: str, tenant: str, alias: Alias, now: datetime) -> bool:
        """Whether this person may ask now, by what they asked here; if so, it counts."""
        who = (platform, tenant, alias)
        asked = [at for at in self._asked.pop(who, []) if at > now - WINDOW]
        may = len(asked) < LIMIT
        self._asked[who] = [*asked, now] if may else asked
        if len(self._asked) > self.most_people:
            self._asked.popitem(last=False)
        return may
