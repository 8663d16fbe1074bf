"""The package is what an admin can upload: the same octets every time, or a sentence that helps."""

import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot.errors import BadRequest
from bot.settings import Settings
from bot.teams.icons import OUTLINE_SIZE, is_outline, read_png
from bot.teams.package import (
    COLOR,
    MANIFEST,
    OUTLINE,
    Package,
    Sources,
    package,
    read_sources,
)
from tests.conftest import Given, Run

APP_ID = "1d2a3b4c-5e6f-4a7b-8c9d-0e1f2a3b4c5d"
COUNCIL: dict[str, Any] = {
    "teams_app_id": APP_ID,
    "teams_developer": "Southend-on-Sea City Council",
    "teams_website_url": "https://www.southend.gov.uk/protocol-bot",
    "teams_privacy_url": "https://www.southend.gov.uk/privacy",
    "teams_terms_url": "https://www.southend.gov.uk/terms",
}
WHITE, FAINT, NOTHING = b"\xff\xff\xff\xff", b"\xff\xff\xff\x40", bytes(4)
Filter = Callable[[int, int, int], int]


@pytest.fixture
def sources() -> Sources:
    """What lies in the repository."""
    return read_sources()


@pytest.fixture
def settings(bare: pytest.MonkeyPatch) -> Settings:
    """All that a council says."""
    assert bare
    return Settings(**COUNCIL)


def unzipped(made: Package) -> dict[str, bytes]:
    """The files in a package, in their order."""
    with ZipFile(BytesIO(made.octets)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def drawn(
    pixels: list[list[bytes]], method: int = 0, form: tuple[int, ...] = (8, 6, 0, 0, 0)
) -> bytes:
    """A PNG of these pixels, each row packed by this filter (PNG, third edition, section 9)."""
    width, height = len(pixels[0]), len(pixels)
    size = len(pixels[0][0])
    rows = [bytes(size * width), *(b"".join(row) for row in pixels)]
    packed = b"".join(
        bytes([method]) + filtered(row, above, method, size) for above, row in pairwise(rows)
    )
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, *form)),
        (b"IDAT", zlib.compress(packed)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def filtered(row: bytes, above: bytes, method: int, size: int) -> bytes:
    """A row's octets less what the filter foretells of them."""

    def paeth(a: int, b: int, c: int) -> int:
        to_a, to_b, to_c = abs(b - c), abs(a - c), abs(a + b - 2 * c)
        if to_a <= to_b and to_a <= to_c:
            return a
        return b if to_b <= to_c else c

    foretold: list[Filter] = [
        lambda _a, _b, _c: 0,
        lambda a, _b, _c: a,
        lambda _a, b, _c: b,
        lambda a, b, _c: (a + b) // 2,
        paeth,
    ]
    left, corner = bytes(size) + row, bytes(size) + above
    tell = foretold[method]
    return bytes(
        (octet - tell(left[at], above[at], corner[at])) % 256 for at, octet in enumerate(row)
    )


def square(side: int, *corner: bytes, ground: bytes = NOTHING) -> list[list[bytes]]:
    """A square of one ground whose first pixels are these."""
    rows = [[ground] * side for _ in range(side)]
    rows[0][: len(corner)] = corner
    return rows


SLANTED = [
    [(WHITE, FAINT, NOTHING)[(row * column + row) % 3] for column in range(32)] for row in range(32)
]


# ------------------------------------------------------------------------------- what is shipped
def test_a_package_holds_the_manifest_and_the_two_icons_at_its_root(
    sources: Sources, settings: Settings
) -> None:
    files = unzipped(package(sources, settings))
    assert list(files) == [MANIFEST, COLOR, OUTLINE]
    assert (files[COLOR], files[OUTLINE]) == (sources.color, sources.outline)
    icons = json.loads(files[MANIFEST])["icons"]
    assert icons == {"color": COLOR, "outline": OUTLINE}


def test_the_manifest_is_made_out_to_the_council(sources: Sources, settings: Settings) -> None:
    manifest = json.loads(unzipped(package(sources, settings))[MANIFEST])
    assert manifest["id"] == APP_ID
    assert manifest["bots"][0]["botId"] == APP_ID
    assert manifest["composeExtensions"][0]["botId"] == APP_ID
    assert manifest["name"]["short"] == "Protocol Bot"
    assert manifest["developer"] == {
        "name": COUNCIL["teams_developer"],
        "websiteUrl": COUNCIL["teams_website_url"],
        "privacyUrl": COUNCIL["teams_privacy_url"],
        "termsOfUseUrl": COUNCIL["teams_terms_url"],
    }


def test_nothing_else_of_the_manifest_is_changed(sources: Sources, settings: Settings) -> None:
    manifest = json.loads(unzipped(package(sources, settings))[MANIFEST])
    for part in (manifest, sources.manifest):
        del part["id"], part["developer"]
        del part["bots"][0]["botId"], part["composeExtensions"][0]["botId"]
    assert manifest == sources.manifest


def test_the_same_settings_give_the_same_octets(sources: Sources, settings: Settings) -> None:
    first = package(sources, settings)
    assert package(read_sources(), settings) == first
    with ZipFile(BytesIO(first.octets)) as archive:
        days = {info.date_time for info in archive.infolist()}
    assert days == {(1980, 1, 1, 0, 0, 0)}


def test_a_council_names_its_bot_and_counts_its_releases(
    sources: Sources, settings: Settings
) -> None:
    named = settings.model_copy(update={"teams_name": "Protocol Bot (trial)"})
    made = package(sources, named, "1.10.2")
    manifest = json.loads(unzipped(made)[MANIFEST])
    assert (made.name, made.release) == ("Protocol Bot (trial)", "1.10.2")
    assert (manifest["name"]["short"], manifest["version"]) == (made.name, made.release)


def test_blanks_around_a_setting_are_left_out(sources: Sources, settings: Settings) -> None:
    typed = settings.model_copy(update={"teams_app_id": f" {APP_ID}\n"})
    assert package(sources, typed) == package(sources, settings)


# ------------------------------------------------------------------------------- what is refused
@pytest.mark.parametrize("name", [*COUNCIL, "teams_name"])
def test_what_only_a_council_can_say_must_be_said(
    sources: Sources, settings: Settings, name: str
) -> None:
    with pytest.raises(BadRequest, match=f"needs PROTOCOL_BOT_{name.upper()}; deploy/teams"):
        package(sources, settings.model_copy(update={name: "  "}))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("teams_app_id", "protocol-bot", "does not match"),
        ("teams_app_id", "00000000-0000-0000-0000-000000000000", "stands in"),
        ("teams_name", "Protocol Bot of the whole council", "is too long"),
        ("teams_developer", "The Metropolitan Borough Council of X", "is too long"),
        ("teams_developer", "Your council", "stands in"),
        ("teams_website_url", "www.southend.gov.uk", "does not match"),
        ("teams_privacy_url", "http://www.southend.gov.uk/privacy", "is no https address"),
        ("teams_privacy_url", "https://", "is no https address"),
        ("teams_terms_url", "https://protocol-bot.example.org/terms", "stands in"),
        ("teams_terms_url", "https://example.com/terms", "stands in"),
        ("teams_terms_url", f"https://southend.gov.uk/{'x' * 2048}", "is too long"),
    ],
)
def test_what_teams_would_not_take_is_told_by_its_setting(
    sources: Sources, settings: Settings, name: str, value: str, said: str
) -> None:
    with pytest.raises(BadRequest) as told:
        package(sources, settings.model_copy(update={name: value}))
    assert f"PROTOCOL_BOT_{name.upper()}: " in str(told.value)
    assert said in str(told.value)


@pytest.mark.parametrize(
    "release", ["1", "1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "1.0.0.0", "١.٠.٠"]
)
def test_a_release_is_three_plain_numbers(
    sources: Sources, settings: Settings, release: str
) -> None:
    with pytest.raises(BadRequest, match=r"--release: the version is three numbers"):
        package(sources, settings, release)


@pytest.mark.parametrize(
    ("amend", "said"),
    [
        ({"manifestVersion": "1.28"}, "manifest.json, manifestVersion: '1.29' was expected"),
        ({"colour": "navy"}, "'colour' was unexpected"),
        ({"accentColor": "navy"}, "manifest.json, accentColor: 'navy' does not match"),
        ({"icons": {"color": "color.png"}}, "'outline' is a required property"),
    ],
)
def test_an_amended_manifest_is_held_against_microsofts_schema(
    sources: Sources, settings: Settings, amend: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadRequest) as told:
        package(replace(sources, manifest=sources.manifest | amend), settings)
    assert said in str(told.value)


# ------------------------------------------------------------------------------------- the icons
@pytest.mark.parametrize(
    "outline",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GIF89a", id="another kind of picture"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="a PNG's first octets"),
        pytest.param(drawn(SLANTED)[:60], id="cut off"),
        pytest.param(drawn(SLANTED).replace(b"IHDR", b"IHDX"), id="no header"),
        pytest.param(drawn(square(31, WHITE)), id="too small"),
        pytest.param(drawn(square(192, WHITE)), id="too large"),
        pytest.param(drawn(square(32)), id="nothing in it"),
        pytest.param(drawn(square(32, ground=WHITE)), id="no ground"),
        pytest.param(drawn(square(32, b"\xff\xfe\xff\xff")), id="not quite white"),
        pytest.param(drawn(square(32, b"\x00\x00\x00\x01")), id="a shadow"),
        pytest.param(
            drawn(square(32, b"\xff" * 3, ground=bytes(3)), 0, (8, 2, 0, 0, 0)), id="opaque"
        ),
        pytest.param(drawn(SLANTED, 0, (8, 6, 0, 0, 1)), id="interlaced"),
        pytest.param(drawn(SLANTED, 0, (16, 6, 0, 0, 0)), id="16 bits"),
    ],
)
def test_an_outline_that_teams_would_not_take_is_refused(
    sources: Sources, settings: Settings, outline: bytes
) -> None:
    with pytest.raises(BadRequest, match=r"outline\.png: make it a PNG of 32 by 32 pixels"):
        package(replace(sources, outline=outline), settings)


@pytest.mark.parametrize("method", range(5))
def test_an_outline_may_be_packed_by_any_filter(
    sources: Sources, settings: Settings, method: int
) -> None:
    outline = drawn(SLANTED, method)
    assert unzipped(package(replace(sources, outline=outline), settings))[OUTLINE] == outline
    tinted = [row.copy() for row in SLANTED]
    tinted[31][31] = b"\xff\xff\xfe\xff"
    assert not is_outline(read_png(drawn(tinted, method)))


@pytest.mark.parametrize("color", [b"", drawn(square(96, WHITE))], ids=["nothing", "too small"])
def test_a_colour_icon_of_another_size_is_refused(
    sources: Sources, settings: Settings, color: bytes
) -> None:
    with pytest.raises(BadRequest, match=r"color\.png: make it a PNG of 192 by 192 pixels"):
        package(replace(sources, color=color), settings)


def test_a_row_packed_by_no_filter_is_no_icon() -> None:
    octets = drawn(SLANTED)
    assert read_png(octets).size == OUTLINE_SIZE
    rows = bytearray(zlib.decompress(read_png(octets).packed))
    rows[0] = 5
    with pytest.raises(ValueError, match="no such filter"):
        is_outline(replace(read_png(octets), packed=zlib.compress(rows)))


# ----------------------------------------------------------------------------------- the command
def test_the_command_writes_the_package_and_says_what_to_do_with_it(
    run: Run, given: Given, settings: Settings, tmp_path: Path
) -> None:
    given.settings = settings
    file = tmp_path / "protocol-bot-teams.zip"
    ran = run("teams-package", "--output", str(file), "--release", "1.0.1")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        f"Wrote {file}: Protocol Bot, version 1.0.1. Upload it in the Teams admin centre.\n"
    )
    assert file.read_bytes() == package(read_sources(), settings, "1.0.1").octets


def test_the_command_writes_nothing_where_something_is_missing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "protocol-bot-teams.zip"
    ran = run("teams-package", "--output", str(file))
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "The Teams package needs PROTOCOL_BOT_TEAMS_APP_ID and " in ran.err
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_told(
    run: Run, given: Given, settings: Settings, tmp_path: Path
) -> None:
    given.settings = settings
    ran = run("teams-package", "--output", str(tmp_path / "no" / "folder.zip"))
    assert (ran.status, ran.out) == (2, "")
    assert "choose another file" in ran.err
