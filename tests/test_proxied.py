"""A request that came through a proxy is known by the headers that proxies add."""

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.proxied import is_proxied


@pytest.mark.parametrize("header", ["X-Forwarded-For", "x-forwarded-host", "Forwarded"])
def test_a_proxy_leaves_its_header(header: str) -> None:
    assert is_proxied(make_mocked_request("GET", "/", {header: "198.51.100.7"}))


def test_without_one_nobody_stood_between() -> None:
    assert not is_proxied(make_mocked_request("GET", "/", {"Host": "bot.example.org"}))
