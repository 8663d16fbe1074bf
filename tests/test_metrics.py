"""The metrics: what happened can be read off the page, and nothing of who asked."""

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import SECONDS, Edition, Metrics
from bot.tally import ALL_UNSTORED, SILENT, Tally, Told

TOLD = Told("0a1b2c3d", "slack", "southend", "quotation", ("9.2.12",), 0.91, 0.02, 0.034)
LABELS = {"door", "platform", "council", "kind", "what", "le", "release", "corpus"}

Samples = dict[tuple[str, tuple[str, ...]], float]


@pytest.fixture
def metrics() -> Metrics:
    """Metrics of an index that has a name."""
    return Metrics(lambda: Edition("5c1d", "9e2f"))


def read(metrics: Metrics, *, ready: bool = True) -> Samples:
    """Our samples on the page, by name and the values of their labels, sorted by label."""
    page = metrics.page(ready=ready).decode()
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name.startswith("protocol_bot_")
    }


def test_an_answer_is_counted_by_door_council_and_kind(metrics: Metrics) -> None:
    metrics.told(TOLD)
    metrics.told(TOLD)
    found = read(metrics)
    assert found["protocol_bot_answers_total", ("southend", "slack", "quotation")] == 2
    assert found["protocol_bot_answer_seconds_count", ("slack",)] == 2
    assert found["protocol_bot_answer_seconds_sum", ("slack",)] == pytest.approx(0.068)
    assert found["protocol_bot_desk_seconds_sum", ()] == pytest.approx(0.04)
    assert found["protocol_bot_confidence_bucket", ("southend", "0.9")] == 0
    assert found["protocol_bot_confidence_bucket", ("southend", "1.0")] == 2


def test_an_answer_without_a_clause_has_no_confidence(metrics: Metrics) -> None:
    metrics.told(Told("0a1b2c3d", "teams", "hastings", "no_answer", (), None, 0.0, 0.0))
    found = read(metrics)
    assert found["protocol_bot_answers_total", ("hastings", "teams", "no_answer")] == 1
    assert ("protocol_bot_confidence_count", ("hastings",)) not in found


def test_the_times_reach_from_five_milliseconds_to_half_a_minute() -> None:
    assert (SECONDS[0], SECONDS[-1]) == (0.005, 30.0)
    assert 1.0 in SECONDS  # an alert looks at it


def test_each_other_thing_that_happens_has_a_counter(metrics: Metrics) -> None:
    metrics.repeated("slack")
    metrics.failed("slack")
    metrics.retried("teams")
    metrics.rejected("teams")
    metrics.unstored("claim")
    found = read(metrics)
    assert {name: one for name, one in found.items() if one and name[0].endswith("_total")} == {
        ("protocol_bot_duplicates_total", ("slack",)): 1,
        ("protocol_bot_failures_total", ("slack",)): 1,
        ("protocol_bot_platform_retries_total", ("teams",)): 1,
        ("protocol_bot_platform_rejections_total", ("teams",)): 1,
        ("protocol_bot_store_failures_total", ("claim",)): 1,
    }


def test_what_is_watched_is_counted_from_nought(metrics: Metrics) -> None:
    under_way = {"slack": ["one"], "teams": []}
    metrics.watch(under_way)
    found = read(metrics)
    assert found["protocol_bot_answers_under_way", ("slack",)] == 1
    assert found["protocol_bot_answers_under_way", ("teams",)] == 0
    assert found["protocol_bot_duplicates_total", ("teams",)] == 0
    under_way["slack"].clear()
    assert read(metrics)["protocol_bot_answers_under_way", ("slack",)] == 0


def test_what_the_store_can_fail_at_is_counted_from_nought(metrics: Metrics) -> None:
    failures = {
        labels: value
        for (name, labels), value in read(metrics).items()
        if name == "protocol_bot_store_failures_total"
    }
    assert failures == dict.fromkeys(((what,) for what in ALL_UNSTORED), 0)
    assert {("claim",), ("check",), ("purge",)} <= set(failures)


def test_the_index_that_answers_is_named_whichever_it_is() -> None:
    editions = [Edition("5c1d", "9e2f")]
    metrics = Metrics(lambda: editions[-1])
    assert read(metrics)["protocol_bot_index_info", ("9e2f", "5c1d")] == 1
    editions.append(Edition("77aa", "9e2f"))
    found = [one for one in read(metrics) if one[0] == "protocol_bot_index_info"]
    assert found == [("protocol_bot_index_info", ("9e2f", "77aa"))]


def test_readiness_is_what_it_was_when_the_page_was_read(metrics: Metrics) -> None:
    assert read(metrics, ready=True)["protocol_bot_ready", ()] == 1
    assert read(metrics, ready=False)["protocol_bot_ready", ()] == 0


def test_the_process_is_measured_too(metrics: Metrics) -> None:
    assert b"process_resident_memory_bytes" in metrics.page(ready=True)


def test_two_registries_do_not_meet(metrics: Metrics) -> None:
    metrics.told(TOLD)
    other = Metrics(lambda: Edition("", ""))
    assert [name for name, _ in read(metrics) if name == "protocol_bot_answers_total"]
    assert not [name for name, _ in read(other) if name == "protocol_bot_answers_total"]


def test_no_label_could_name_a_tenant_or_a_person(metrics: Metrics) -> None:
    metrics.told(TOLD)
    metrics.watch({"slack": []})
    page = metrics.page(ready=True).decode()
    ours = [line for line in page.splitlines() if line.startswith("protocol_bot_")]
    assert ours
    assert {name for line in ours for name in re.findall(r'(\w+)="', line)} <= LABELS


def test_silence_is_a_tally_too() -> None:
    tally: Tally = SILENT
    for note in (tally.repeated, tally.failed, tally.retried, tally.rejected):
        note("slack")
    tally.unstored("claim")
    tally.told(TOLD)
