"""The tally that Prometheus collects, in a registry of its own.

A council is named by its slug. No tenant, user or question is a label.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import InfoMetricFamily
from prometheus_client.registry import Collector
from typing_extensions import override

from bot.tally import ALL_UNSTORED, Told, Unstored

PREFIX = "protocol_bot"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

# By name: what is counted, and the labels; for a histogram, its buckets.
COUNTERS = {
    "answers": ("Answers that went out.", ("door", "council", "kind")),
    "duplicates": ("Events that came again and were not answered again.", ("door",)),
    "failures": ("Events that were answered with an apology.", ("door",)),
    "platform_retries": ("Calls to a platform after the first.", ("platform",)),
    "platform_rejections": ("Answers that went out as plain text.", ("platform",)),
    "store_failures": ("What could not be stored or read.", ("what",)),
}
HISTOGRAMS = {
    "answer_seconds": ("From an event to its posted answer.", ("door",), SECONDS),
    "desk_seconds": ("The desk's own work.", (), SECONDS),
    "confidence": ("The confidence in an answer's first clause.", ("council",), SHARES),
}
OF_A_DOOR = ("duplicates", "failures", "platform_retries", "platform_rejections")


@dataclass(frozen=True)
class Edition:
    """Which index answers: the name of its release, the digest of its corpus."""

    release: str
    corpus: str


class Metrics:
    """Counts for Prometheus; see `Tally` for what each method means.

    `edition` says which index answers, each time that somebody looks.
    """

    def __init__(self, edition: Callable[[], Edition]) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.registry.register(_Edition(edition))
        self._counters = {
            name: Counter(name, says, labels, namespace=PREFIX, registry=self.registry)
            for name, (says, labels) in COUNTERS.items()
        }
        self._histograms = {
            name: Histogram(
                name, says, labels, namespace=PREFIX, registry=self.registry, buckets=buckets
            )
            for name, (says, labels, buckets) in HISTOGRAMS.items()
        }
        for what in ALL_UNSTORED:  # an increase from nothing to 1 is none to Prometheus
            self._counters["store_failures"].labels(what)
        self._ready = self._gauge("ready", "1 where /readyz says yes.")
        self._under_way = self._gauge(
            "answers_under_way", "Events that are being answered.", ("door",)
        )

    def told(self, told: Told) -> None:
        """As in Tally."""
        self._count("answers", told.door, told.council, told.kind)
        self._histograms["answer_seconds"].labels(told.door).observe(told.seconds)
        self._histograms["desk_seconds"].observe(told.desk)
        if told.score is not None:
            self._histograms["confidence"].labels(told.council).observe(told.score)

    def repeated(self, door: str) -> None:
        """As in Tally."""
        self._count("duplicates", door)

    def failed(self, door: str) -> None:
        """As in Tally."""
        self._count("failures", door)

    def retried(self, platform: str) -> None:
        """As in Tally."""
        self._count("platform_retries", platform)

    def rejected(self, platform: str) -> None:
        """As in Tally."""
        self._count("platform_rejections", platform)

    def unstored(self, what: Unstored) -> None:
        """As in Tally."""
        self._count("store_failures", what)

    def watch(self, under_way: Mapping[str, Collection[object]]) -> None:
        """Show how many answers are under way at each door, and start its counts at 0."""
        for door, answering in under_way.items():
            self._under_way.labels(door).set_function(partial(len, answering))
            for name in OF_A_DOOR:
                self._counters[name].labels(door)

    def page(self, *, ready: bool) -> bytes:
        """What Prometheus reads, as its text format 0.0.4."""
        self._ready.set(ready)
        return generate_latest(self.registry)

    def _count(self, name: str, *labels: str) -> None:
        self._counters[name].labels(*labels).inc()

    def _gauge(self, name: str, says: str, labels: tuple[str, ...] = ()) -> Gauge:
        return Gauge(name, says, labels, namespace=PREFIX, registry=self.registry)


class _Edition(Collector):
    """Asks which index answers, since another may take its place."""

    def __init__(self, edition: Callable[[], Edition]) -> None:
        self._edition = edition

    @override
    def collect(self) -> Iterable[InfoMetricFamily]:
        now = self._edition()
        labels = {"release": now.release, "corpus": now.corpus}
        yield InfoMetricFamily(f"{PREFIX}_index", "Which index answers.", labels)
