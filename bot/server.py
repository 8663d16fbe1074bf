"""One aiohttp application: the chat doors that are configured, and what watches over them.

/healthz   200 while the process answers; nothing is checked (/health is its other name)
/readyz    200 where questions may be sent here, else 503 with the names of what is missing;
           `?exclude=NAME` leaves a check out, as often as it is given. Nothing listens before
           the index is open and proved, so that only what can go missing later is checked.
/metrics   what Prometheus collects; not for whoever comes through a proxy
"""

from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from bot.metrics import Metrics
from bot.proxied import is_proxied
from bot.readiness import Readiness

LARGEST = 1_000_000  # bytes of a request; a chat platform's are far smaller

Handler = Callable[[web.Request], Awaitable[web.Response]]


def application(
    routes: Iterable[web.RouteDef],
    readiness: Readiness | None = None,
    metrics: Metrics | None = None,
) -> web.Application:
    """The application with the doors' routes, and those that watch over what it is given of it."""
    app = web.Application(client_max_size=LARGEST)
    app.add_routes([*routes, web.get("/healthz", _healthy), web.get("/health", _healthy)])
    if readiness:
        app.add_routes([web.get("/readyz", _ready(readiness))])
    if readiness and metrics:
        app.add_routes([web.get("/metrics", _measured(readiness, metrics))])
    return app


async def _healthy(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


def _ready(readiness: Readiness) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        if readiness.draining:
            return web.json_response({"status": "draining", "missing": []}, status=503)
        excluded = request.query.getall("exclude", [])
        missing = [name for name in await readiness.missing() if name not in excluded]
        status = "not ready" if missing else "ready"
        told = {"status": status, "missing": missing}
        return web.json_response(told, status=503 if missing else 200)

    return handle


def _measured(readiness: Readiness, metrics: Metrics) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        if is_proxied(request):
            return web.Response(status=403)
        ready = not readiness.draining and not await readiness.missing()
        headers = {"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        return web.Response(body=metrics.page(ready=ready), headers=headers)

    return handle
