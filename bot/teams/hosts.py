"""Which serviceUrls are called: Microsoft's, or one on this machine where things are tried out."""

from collections.abc import Callable
from ipaddress import ip_address

from yarl import URL

# Exactly these: anybody can have a name below trafficmanager.net. The second is Teams' for the
# American government's community cloud, which takes the same tokens as the public one.
MICROSOFTS = frozenset({"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"})

Trusts = Callable[[str], bool]


def is_microsofts(url: str) -> bool:
    """Whether an https URL leads to Teams itself, and nowhere else by another reading of it."""
    parsed = _plain(url)
    return (
        parsed is not None
        and parsed.scheme == "https"
        and parsed.is_default_port()
        and parsed.host in MICROSOFTS
    )


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    parsed = _plain(url)
    if parsed is None or parsed.scheme not in {"http", "https"}:
        return False
    return is_loopback_host(parsed.host or "")


def is_loopback_host(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def trusted(keys_url: str) -> Trusts:
    """Which serviceUrls go with the keys that sign for them.

    Whoever tries things out with keys on this machine has the Bot Connector there too.
    """
    return is_loopback if is_loopback(keys_url) else is_microsofts


def _plain(url: str) -> URL | None:
    """The URL, unless it is none, or says more than scheme, host, port and path."""
    if not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parsed = URL(url)
    except ValueError:
        return None
    return None if parsed.user or parsed.password or parsed.query or parsed.fragment else parsed
