"""What can go wrong between a protocol and its clauses, written for the person who can mend it.

Unfit                 one line: what is wrong and how to mend it
├── CorpusError       a file of the corpus breaks a rule: file, line, cure
├── EncoderError      the encoder's weights are missing or are not the ones we trust
├── IndexUnfit        the index is missing, damaged, or of another corpus or encoder
└── PlotterMissing    the optional package that draws is not installed
"""

from pathlib import Path


class Unfit(Exception):
    """The corpus, the encoder or the index cannot be used as it is; the text names the cure."""


class CorpusError(Unfit):
    """A corpus file breaks a rule of the corpus.

    `path` and `line` (1-based, 0 when the whole file is meant) say where; the text reads
    `corpus/southend/deadlines.toml:12: problem`.
    """

    def __init__(self, path: Path, line: int, problem: str) -> None:
        self.path = path
        self.line = line
        self.problem = problem
        where = "/".join(path.parts[-3:])
        super().__init__(f"{where}:{line}: {problem}" if line else f"{where}: {problem}")


class EncoderError(Unfit):
    """The encoder's weights are missing, or are not those whose digest we know."""


class IndexUnfit(Unfit):
    """The index is missing, damaged, or was made from another corpus or by another encoder."""


class PlotterMissing(Unfit):
    """The optional package that draws plots is not installed."""
