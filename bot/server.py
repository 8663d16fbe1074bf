"""One aiohttp application: the chat doors that are configured, and a page that says it is alive."""

from collections.abc import Iterable

from aiohttp import web

LARGEST = 1_000_000  # bytes of a request; a chat platform's are far smaller


def application(routes: Iterable[web.RouteDef]) -> web.Application:
    """The application with the doors' routes and `/health`."""
    app = web.Application(client_max_size=LARGEST)
    app.add_routes([*routes, web.get("/health", _health)])
    return app


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})
