"""The app package that an admin uploads to Teams: the manifest, made out to a council, and icons.

The manifest in `deploy/teams` is whole but for what only a council can know; those places hold
stand-ins, which are never shipped. What comes out is held against Microsoft's own schema, of which
`deploy/teams/schema` keeps a copy. The same settings give the same octets on every machine.
"""

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from bot import wording
from bot.errors import BadRequest
from bot.settings import HOME, Settings
from bot.teams.icons import COLOR_SIZE, OUTLINE_SIZE, refuse_unfit

Json = dict[str, Any]
Where = tuple[str | int, ...]

FOLDER = HOME / "deploy" / "teams"
MANIFEST, COLOR, OUTLINE = "manifest.json", "color.png", "outline.png"
SCHEMA = Path("schema", "MicrosoftTeams.schema.json")

# Which settings fill which places.
FILLED: dict[str, tuple[Where, ...]] = {
    "teams_app_id": (("id",), ("bots", 0, "botId"), ("composeExtensions", 0, "botId")),
    "teams_name": (("name", "short"),),
    "teams_developer": (("developer", "name"),),
    "teams_website_url": (("developer", "websiteUrl"),),
    "teams_privacy_url": (("developer", "privacyUrl"),),
    "teams_terms_url": (("developer", "termsOfUseUrl"),),
}
RELEASE: Where = ("version",)
STAND_IN = re.compile(r"\bexample\.(?:org|com|net)\b|0{8}-(?:0{4}-){3}0{12}|Your council")
NUMBERED = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}")  # Teams wants three plain numbers
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest day that a zip can name
READABLE = 0o100644 << 16  # an ordinary file that all may read
UNIX = 3


@dataclass(frozen=True)
class Sources:
    """What a package is made of."""

    manifest: Json
    schema: Json
    color: bytes
    outline: bytes


@dataclass(frozen=True)
class Package:
    """A package, ready to be uploaded: what it is called, its version, and the zip."""

    name: str
    release: str
    octets: bytes


def read_sources(folder: Path = FOLDER) -> Sources:
    """What lies in a folder like `deploy/teams`. Raises OSError."""
    return Sources(
        manifest=json.loads((folder / MANIFEST).read_text(encoding="utf-8")),
        schema=json.loads((folder / SCHEMA).read_text(encoding="utf-8")),
        color=(folder / COLOR).read_bytes(),
        outline=(folder / OUTLINE).read_bytes(),
    )


def package(sources: Sources, settings: Settings, release: str = "") -> Package:
    """The package; `release` is its version, of three numbers, if not the manifest's own.

    Raises BadRequest, naming the setting, for what is missing and for what Teams would not take.
    """
    manifest = made_out(sources.manifest, settings, release)
    refuse_unfit(COLOR, sources.color, COLOR_SIZE, outline=False)
    refuse_unfit(OUTLINE, sources.outline, OUTLINE_SIZE, outline=True)
    for where, problem in problems(manifest, sources.schema):
        raise BadRequest(wording.PACKAGE_UNFIT.format(where=told(where), problem=problem))
    text = json.dumps(manifest, ensure_ascii=False, indent=4) + "\n"
    octets = zipped({MANIFEST: text.encode(), COLOR: sources.color, OUTLINE: sources.outline})
    return Package(manifest["name"]["short"], manifest["version"], octets)


def made_out(template: Json, settings: Settings, release: str = "") -> Json:
    """The manifest of these settings. Raises BadRequest, naming all that are missing."""
    values = {name: str(getattr(settings, name)).strip() for name in FILLED}
    if missing := [variable(name) for name, value in values.items() if not value]:
        raise BadRequest(wording.PACKAGE_NEEDS.format(missing=" and ".join(missing)))
    manifest = copy.deepcopy(template)
    for name, value in values.items():
        for where in FILLED[name]:
            _put(manifest, where, value)
    if release:
        _put(manifest, RELEASE, release)
    return manifest


def problems(manifest: Json, schema: Json) -> Iterator[tuple[Where, str]]:
    """What Teams would not take, each with its place: by Microsoft's schema, then by our rules."""
    from jsonschema import Draft6Validator

    # The schema says that it is draft 4, and yet uses `const`, which came with draft 6; it uses
    # nothing that the two drafts take differently.
    for error in Draft6Validator(schema).iter_errors(manifest):
        yield tuple(error.absolute_path), error.message
    if not NUMBERED.fullmatch(str(manifest.get("version"))):
        yield RELEASE, wording.NO_RELEASE
    for where, text in _texts(manifest):
        if STAND_IN.search(text):
            yield where, wording.STAND_IN_LEFT.format(text=text)
        elif where[0] == "developer" and where != ("developer", "name") and not _is_secure(text):
            yield where, wording.NOT_SECURE.format(text=text)


def told(where: Where) -> str:
    """A place in the manifest as people can mend it: the setting that fills it, or the path."""
    if where == RELEASE:
        return "--release"
    settings = [name for name, places in FILLED.items() if where in places]
    return variable(settings[0]) if settings else f"{MANIFEST}, {'/'.join(map(str, where))}"


def variable(setting: str) -> str:
    """The environment variable of a setting."""
    return f"PROTOCOL_BOT_{setting.upper()}"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files, in this order, with nothing of the day or the machine in it."""
    octets = BytesIO()
    with ZipFile(octets, "w", ZIP_STORED) as archive:
        for name, content in files.items():
            info = ZipInfo(name, EPOCH)
            info.external_attr, info.create_system = READABLE, UNIX
            archive.writestr(info, content)
    return octets.getvalue()


def _put(manifest: Json, where: Where, value: str) -> None:
    *path, last = where
    at: Any = manifest
    for step in path:
        at = at[step]
    at[last] = value


def _texts(node: object, where: Where = ()) -> Iterator[tuple[Where, str]]:
    """Each text of the manifest, with its place."""
    match node:
        case str():
            yield where, node
        case dict():
            for name, inner in node.items():
                yield from _texts(inner, (*where, name))
        case list():
            for number, inner in enumerate(node):
                yield from _texts(inner, (*where, number))


def _is_secure(url: str) -> bool:
    return re.fullmatch(r"https://[^\s/]+\S*", url) is not None
