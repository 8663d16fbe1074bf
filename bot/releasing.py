"""A release of the index, from the corpus to the switch: built beside, proved, measured, named."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot import wording
from bot.check import check
from bot.errors import BadRequest
from bot.stock import Stock, read_stock
from retrieval.adapter import tuned
from retrieval.encoder import SentenceEncoder
from retrieval.errors import IndexUnfit
from retrieval.evaluate import Evaluation, Steps, by_council, put_all, read_question_set
from retrieval.export import exported
from retrieval.index import IndexReport, build, open_index
from retrieval.quantised import quantised
from retrieval.release import CORPUS, Record, copy_corpus, seal
from retrieval.releases import Releases
from retrieval.search import Search


@dataclass(frozen=True)
class Standards:
    """What a release has to reach over a question set: the `least` of each share, by its name."""

    questions: Path
    least: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Released:
    """A release that answers; `is_new` unless the one before was the same.

    `measured` is what it came to over the question set, if there was one.
    """

    name: str
    report: IndexReport
    is_new: bool
    measured: Evaluation | None = None


def release(
    corpus: Path,
    reference: SentenceEncoder,
    releases: Releases,
    standards: Standards | None,
    now: datetime,
    steps: Steps,
) -> Released:
    """Build a release of a corpus, prove it, and switch to it. All of it is done or nothing.

    Raises CorpusError, EncoderError and IndexUnfit; BadRequest where it falls short of standards.
    """
    with releases.building() as folder:
        copied = folder.with_name(CORPUS)
        copy_corpus(corpus, copied)  # what is proved is what is released, whoever edits meanwhile
        stock = read_stock(copied)
        list(check(stock))
        report = _built(stock, reference, releases, folder, steps)
        copied.rename(folder / CORPUS)
        record = seal(folder, now)
        search = _proved(stock, reference, folder)
        measured = _measured(search, stock, standards, steps) if standards else None
        same = _same(record, stock, search, releases)
        name = same or releases.publish(folder)
    return Released(name, report, is_new=not same, measured=measured)


def _built(
    stock: Stock, reference: SentenceEncoder, releases: Releases, folder: Path, steps: Steps
) -> IndexReport:
    """Build the index; what an earlier release encoded is not encoded again."""
    steps(wording.EXPORTING_ENCODER, 0, 0)
    with exported(reference, releases.kept() or folder) as plain:
        encoder = tuned(plain)
        return build(
            stock.shelves,
            encoder,
            folder,
            lambda done, total: steps(wording.BUILDING_INDEX, done, total),
            silent=stock.silence,
            known=releases.known(encoder.digest),
        )


def _proved(stock: Stock, reference: SentenceEncoder, folder: Path) -> Search:
    """The search over what was built, which has found a clause of each council."""
    encoder = tuned(quantised(reference, folder))
    index = open_index(folder, stock.digest, encoder.digest)
    search = Search(index, stock.shelves, encoder)
    for shelf in stock.shelves:
        asked = next((one for some in shelf.questions.values() for one in some), wording.PROMPTS[0])
        if not search.search(shelf.slug, asked, 1):
            raise IndexUnfit(wording.FINDS_NOTHING.format(council=shelf.slug))
    return search


def _measured(search: Search, stock: Stock, standards: Standards, steps: Steps) -> Evaluation:
    """The figures over the question set. Raises BadRequest where one of them has fallen."""
    asked = read_question_set(standards.questions, stock.library.rulebooks)
    done = by_council(put_all(asked, search.rank, steps))
    shares = done.figures[-1].shares
    for name, least in standards.least.items():
        if name not in shares:
            raise BadRequest(wording.NO_SUCH_SHARE.format(share=name, shares=", ".join(shares)))
        found = shares[name]
        if found is None or found < least:
            shown = "nothing" if found is None else f"{found:.3f}"
            raise BadRequest(wording.BELOW_STANDARD.format(share=name, least=least, found=shown))
    return done


def _same(record: Record, stock: Stock, search: Search, releases: Releases) -> str | None:
    """The current release's name, if it is whole and the same as what was built."""
    with suppress(IndexUnfit):
        if name := releases.current():
            current = releases.release(name)
            current.opened(stock.digest, search.encoder.digest)
            return name if current.record.digest == record.digest else None
    return None
