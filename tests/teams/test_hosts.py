"""Only Microsoft's hosts are called, whatever a URL looks like."""

import pytest

from bot.settings import Settings
from bot.teams.hosts import is_loopback, is_loopback_host, is_microsofts, trusted

UK = "https://smba.trafficmanager.net/uk/"
HERE = "http://127.0.0.1:56150/_connector"


@pytest.mark.parametrize(
    "url",
    [
        UK,
        "https://smba.trafficmanager.net/emea/33333333-cccc-4ccc-8ccc-000000000001/",
        "https://smba.trafficmanager.net",
        "https://smba.trafficmanager.net:443/uk/",
        "https://SMBA.TrafficManager.net/uk/",
        "https://smba.infra.gcc.teams.microsoft.com/teams",
    ],
)
def test_teams_own_hosts_are_microsofts(url: str) -> None:
    assert is_microsofts(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smba.trafficmanager.net",
        "//smba.trafficmanager.net/uk/",
        "http://smba.trafficmanager.net/uk/",
        "ftp://smba.trafficmanager.net/uk/",
        "https://smba.trafficmanager.net:8443/uk/",
        "https://evil.trafficmanager.net/uk/",
        "https://trafficmanager.net/uk/",
        "https://xsmba.trafficmanager.net/uk/",
        "https://a.smba.trafficmanager.net/uk/",
        "https://smba.trafficmanager.net./uk/",
        "https://smba.trafficmanager.net.example.com/uk/",
        "https://smba.trafficmanager.net@example.com/uk/",
        "https://user:x@smba.trafficmanager.net/uk/",
        "https://example.com/smba.trafficmanager.net/",
        "https://example.com#@smba.trafficmanager.net/",
        "https://example.com?smba.trafficmanager.net/",
        "https://smba.trafficmanager.net/uk/?to=example.com",
        "https://smba.trafficmanager.net/uk/#example.com",
        "https://smba.trafficmanager.net\\@example.com/",
        "https://smba.trafficmanager.net\t.example.com/",
        "https://smba.trafficmanager.net\n/",
        " https://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net%2eexample.com/",
        "https://ѕmba.trafficmanager.net/uk/",
        "https://smba。trafficmanager.net/uk/",
        "https://[::1",
        "https://127.0.0.1/",
        "https://webchat.botframework.com/",
        HERE,
        "x" * 10_000,
    ],
)
def test_every_other_is_not(url: str) -> None:
    assert not is_microsofts(url)


@pytest.mark.parametrize(
    "url",
    [
        HERE,
        "http://localhost:56150/",
        "http://[::1]:3978/",
        "https://127.9.9.9/",
        "http://127.0.0.1",
    ],
)
def test_loopback_is_this_machine(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        UK,
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "http://localhost.example.com/",
        "http://127.0.0.1.example.com/",
        "http://127.0.0.1@example.com/",
        "http://2130706433/",
        "ftp://127.0.0.1/",
        "http://127.0.0.1:99999/",
    ],
)
def test_nothing_else_is(url: str) -> None:
    assert not is_loopback(url)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "example.com", "127.0.0.1:80"])  # noqa: S104
def test_an_address_for_everybody_is_not_this_machine(host: str) -> None:
    assert not is_loopback_host(host)


def test_with_microsofts_keys_only_microsoft_is_trusted() -> None:
    trusts = trusted(Settings.model_fields["teams_openid_url"].default)
    assert (trusts(UK), trusts(HERE)) == (True, False)


def test_with_keys_on_this_machine_only_this_machine_is_trusted() -> None:
    trusts = trusted("http://127.0.0.1:8080/v1/.well-known/openidconfiguration")
    assert (trusts(UK), trusts(HERE)) == (False, True)
