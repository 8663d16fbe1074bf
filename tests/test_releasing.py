"""A release from the corpus to the switch, by the real encoder: proved before it answers."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import wording
from bot.__main__ import Wiring
from bot.desk import Desk
from bot.errors import BadRequest
from bot.settings import Settings
from retrieval.errors import CorpusError, IndexUnfit
from retrieval.release import CORPUS
from retrieval.release_folder import FORMER
from tests.little import amend

pytestmark = pytest.mark.model

QUESTION, CLAUSE = "can I attend a party group meeting?", "9.2.12"
WORDS, OTHER = "Only a Chief Officer shall be invited", "Only a senior Officer shall be invited"


def one_council(corpus: Path, slug: str, to: Path) -> Path:
    """A corpus of one of the councils."""
    shutil.copytree(corpus / slug, to / slug)
    shutil.copyfile(corpus / "matters.toml", to / "matters.toml")
    lines = (corpus / "unanswerable.jsonl").read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if json.loads(line).get("council", "") in {"", slug}]
    (to / "unanswerable.jsonl").write_text("\n".join(own[:50]) + "\n", encoding="utf-8")
    return to


def reword(corpus: Path) -> None:
    """Change a clause as whoever owns the corpus would: in the document, and in what cites it."""
    for file in (corpus / "southend").iterdir():
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(WORDS, OTHER), encoding="utf-8")


@dataclass(frozen=True)
class Place:
    """A corpus of one council and an index of it, whose vectors are there already."""

    settings: Settings

    @property
    def wiring(self) -> Wiring:
        """The parts, as another process has them."""
        return Wiring(self.settings)

    @property
    def corpus(self) -> Path:
        return self.settings.corpus

    def quoted(self) -> str:
        """What a fresh process that serves quotes."""
        return quoted(self.wiring.live)


def quoted(desk: Desk) -> str:
    """The text of the clause that governs the question, as a desk quotes it."""
    found = desk.search("southend", QUESTION).found
    return next(one.clause.text for one in found if one.clause.label == CLAUSE)


@pytest.fixture
def place(corpus: Path, real_release: Path, tmp_path: Path, bare: pytest.MonkeyPatch) -> Place:
    """An index of the earlier layout, which lends its vectors."""
    assert bare
    index = tmp_path / "index"
    index.mkdir()
    for name in FORMER:
        shutil.copyfile(real_release / name, index / name)
    own = one_council(corpus, "southend", tmp_path / "corpus")
    return Place(Settings(corpus=own, index=index))


def test_a_first_release_takes_over_what_an_earlier_layout_has(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.wiring.desk.search("southend", QUESTION).found[0].clause.label == CLAUSE
    assert capsys.readouterr() == ("", "")
    kept, current = place.wiring.releases_kept()
    assert [one.name for one in kept] == [current]
    assert sorted(path.name for path in Path(place.settings.index).iterdir()) == [
        "current",
        "releases",
    ]


def test_where_nothing_has_changed_the_release_goes_on_answering(place: Place) -> None:
    first, second = place.wiring.build_index(), place.wiring.build_index()
    assert (first.is_new, first.report.encoded) == (True, 0)
    assert (second.is_new, second.name) == (False, first.name)
    assert len(place.wiring.releases_kept()[0]) == 1


def test_a_damaged_release_is_mended_though_nothing_has_changed(place: Place) -> None:
    name = place.wiring.build_index().name
    file = Path(place.settings.index, "releases", name, "vectors.faiss")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(IndexUnfit, match="damaged"):
        place.quoted()
    done = place.wiring.build_index()
    assert done.is_new
    assert WORDS in place.quoted()


def test_corpus_and_index_change_and_go_back_together(place: Place) -> None:
    first = place.wiring.build_index().name
    reword(place.corpus)
    assert WORDS in place.quoted()  # what is edited is not what is released
    with pytest.raises(IndexUnfit, match="another corpus"):
        _ = place.wiring.search
    done = place.wiring.build_index()
    assert 0 < done.report.encoded < 5
    assert OTHER in place.quoted()
    assert OTHER in quoted(place.wiring.desk)
    assert place.wiring.roll_back("") == first
    assert WORDS in place.quoted()
    with pytest.raises(IndexUnfit, match="another corpus"):
        _ = place.wiring.search
    assert place.wiring.roll_back(done.name) == done.name
    assert OTHER in place.quoted()


def test_a_desk_that_serves_takes_up_the_next_release_and_the_one_it_goes_back_to(
    place: Place,
) -> None:
    place.wiring.build_index()
    live = place.wiring.live
    reword(place.corpus)
    place.wiring.build_index()
    assert WORDS in quoted(live)
    live.renew()
    assert OTHER in quoted(live)
    place.wiring.roll_back("")
    live.renew()
    assert WORDS in quoted(live)


def test_what_does_not_prove_is_not_released(place: Place) -> None:
    name = place.wiring.build_index().name
    protocol = place.corpus / "southend" / "protocol.md"
    amend(protocol, "This Protocol has been sub", "This striped Protocol has been sub")
    with pytest.raises(CorpusError, match=r"southend/protocol\.md:\d+: has \"striped\""):
        place.wiring.build_index()
    amend(protocol, "This striped Protocol has been sub", "This Protocol has been sub")
    rows = place.corpus / "southend" / "deadlines.toml"
    text = rows.read_text(encoding="utf-8")
    rows.write_text(text.replace('evidence = "', 'evidence = "Nobody wrote: ', 1), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"southend/deadlines\.toml:\d+: the evidence"):
        place.wiring.build_index()
    assert place.wiring.releases.current() == name
    assert len(place.wiring.releases_kept()[0]) == 1


def question_set(folder: Path) -> Path:
    """A set of one question that a clause governs."""
    line = {"id": "1", "council": "southend", "question": QUESTION, "gold": [WORDS]}
    (folder / "set.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    return folder / "set.jsonl"


def test_a_release_that_reaches_its_standards_is_switched_to(place: Place, tmp_path: Path) -> None:
    done = place.wiring.build_index(question_set(tmp_path), {"recall@3": 1.0})
    assert done.measured
    assert done.measured.figures[-1].shares["recall@3"] == 1.0
    assert place.wiring.releases.current() == done.name


@pytest.mark.parametrize(
    ("least", "said"),
    [
        ({"recall@3": 0.5}, r"recall@3 is 0\.000, at least 0\.5 is asked for"),
        ({"wrongly answered": 0.0}, "wrongly answered is nothing"),
        ({"recall@99": 0.5}, r"no figure recall@99; there are recall@1"),
    ],
)
def test_a_release_that_falls_short_is_not_switched_to(
    place: Place, tmp_path: Path, least: dict[str, float], said: str
) -> None:
    name = place.wiring.build_index().name
    reword(place.corpus)  # the words of the set are gone
    with pytest.raises(BadRequest, match=said):
        place.wiring.build_index(question_set(tmp_path), least)
    assert place.wiring.releases.current() == name
    assert len(place.wiring.releases_kept()[0]) == 1


def test_a_release_that_does_not_open_is_not_gone_back_to(place: Place) -> None:
    first = place.wiring.build_index().name
    reword(place.corpus)
    second = place.wiring.build_index().name
    folder = Path(place.settings.index, "releases", first)
    (folder / CORPUS / "southend" / "protocol.md").write_text("cut", encoding="utf-8")
    with pytest.raises(IndexUnfit, match="not what was written"):
        place.wiring.roll_back("")
    shutil.rmtree(folder)
    with pytest.raises(IndexUnfit, match=r"no earlier release.*--list"):
        place.wiring.roll_back("")
    assert place.wiring.releases.current() == second


def test_an_edited_corpus_is_told_when_serving_begins(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.wiring.build_index()
    wiring = place.wiring
    assert wiring.live.name == wiring.release.name
    caplog.clear()
    wiring._tell_unreleased()
    assert caplog.messages == []
    reword(place.corpus)
    wiring._tell_unreleased()
    assert caplog.messages == [wording.OTHER_CORPUS_RELEASED]
