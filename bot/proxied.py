"""Whether a request came through a proxy, and so perhaps from anywhere."""

from aiohttp import web

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")  # what proxies add


def is_proxied(request: web.Request) -> bool:
    """Whether a request has a header that a proxy adds."""
    return any(name in request.headers for name in FORWARDED)
