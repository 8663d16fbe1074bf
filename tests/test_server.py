"""The pages that watch over the process: live, ready, and what Prometheus reads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.metrics import Edition, Metrics
from bot.readiness import Readiness, always, never
from bot.server import application


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[ClientSession]:
    """A browser before the application."""
    async with TestServer(app) as server, ClientSession(server.make_url("/")) as browser:
        yield browser


@pytest.fixture
def readiness() -> Readiness:
    """A store that is there, a door that is not."""
    made = Readiness()
    made.watch("store", always)
    made.watch("slack", never)
    return made


@pytest.fixture
async def browser(readiness: Readiness) -> AsyncIterator[ClientSession]:
    """A browser before an application without doors."""
    metrics = Metrics(lambda: Edition("5c1d", "9e2f"))
    async with serving(application([], readiness, metrics)) as one:
        yield one


async def got(browser: ClientSession, path: str) -> tuple[int, Any]:
    """The status and the JSON of a page."""
    async with browser.get(path) as page:
        return page.status, await page.json()


@pytest.mark.parametrize("path", ["/healthz", "/health"])
async def test_a_process_that_answers_is_live_whatever_is_missing(
    browser: ClientSession, path: str
) -> None:
    assert await got(browser, path) == (200, {"status": "ok"})


async def test_what_is_missing_is_named(browser: ClientSession, readiness: Readiness) -> None:
    told = {"status": "not ready", "missing": ["slack"]}
    assert await got(browser, "/readyz") == (503, told)
    readiness.watch("slack", always)
    assert await got(browser, "/readyz") == (200, {"status": "ready", "missing": []})


async def test_a_check_can_be_left_out(browser: ClientSession, readiness: Readiness) -> None:
    readiness.watch("store", never)
    assert await got(browser, "/readyz?exclude=store") == (
        503,
        {"status": "not ready", "missing": ["slack"]},
    )
    assert (await got(browser, "/readyz?exclude=store&exclude=slack"))[0] == 200


async def test_a_process_that_was_told_to_stop_is_not_ready_but_live(
    browser: ClientSession, readiness: Readiness
) -> None:
    readiness.watch("slack", always)
    readiness.draining = True
    assert await got(browser, "/readyz") == (503, {"status": "draining", "missing": []})
    assert (await got(browser, "/readyz?exclude=draining"))[0] == 503
    assert (await got(browser, "/healthz"))[0] == 200


async def test_the_metrics_are_prometheuss_text(
    browser: ClientSession, readiness: Readiness
) -> None:
    for check, ready in ((never, "0.0"), (always, "1.0")):
        readiness.watch("slack", check)
        async with browser.get("/metrics") as page:
            text = await page.text()
            assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert f"protocol_bot_ready {ready}" in text.splitlines()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Host"])
async def test_the_metrics_are_not_for_whoever_comes_through_a_proxy(
    browser: ClientSession, header: str
) -> None:
    async with browser.get("/metrics", headers={header: "198.51.100.7"}) as page:
        assert (page.status, await page.text()) == (403, "")


async def test_an_application_of_doors_alone_measures_nothing() -> None:
    async with serving(application([])) as browser:
        assert (await got(browser, "/healthz"))[0] == 200
        for path in ("/readyz", "/metrics"):
            async with browser.get(path) as page:
                assert page.status == 404
