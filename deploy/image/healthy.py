"""Exit status 0 where the bot in this container answers on /healthz; the image's health check."""

import sys
from http.client import HTTPConnection

from bot.settings import Settings

PATIENCE = 4.0  # seconds; a container engine waits for five


def healthy(port: int) -> bool:
    """Whether the bot on this machine's port says that it is alive."""
    asked = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200  # noqa: PLR2004 - HTTP's OK
    except OSError:
        return False
    finally:
        asked.close()


if __name__ == "__main__":
    sys.exit(not healthy(Settings().port))
