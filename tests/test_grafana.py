"""The dashboard and the alerts look at metrics and labels that the bot has, and say what to do."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Edition, Metrics
from bot.settings import HOME
from bot.tally import Told

FOLDER = HOME / "deploy" / "grafana"
RUNBOOK = HOME / "deploy" / "RUNBOOK.md"
DASHBOARD = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
(GROUP,) = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
SCRAPED = {"instance", "job"}  # labels that Prometheus adds itself
VARIABLES = {"$__rate_interval": "5m"}  # what Grafana fills in

Labels = dict[str, set[str]]


def queries() -> Iterator[tuple[str, str]]:
    """Where each expression stands, and the expression."""
    for panel in DASHBOARD["panels"]:
        for number, target in enumerate(panel["targets"]):
            yield f"{panel['title']} {number}", target["expr"]
    for rule in GROUP["rules"]:
        yield rule["alert"], rule["expr"]


QUERIES = dict(queries())


@pytest.fixture(scope="module")
def there() -> Labels:
    """Every sample that the bot has after a question, and one of each other thing, with labels."""
    metrics = Metrics(lambda: Edition("5c1d", "9e2f"))
    metrics.watch({"slack": []})
    metrics.told(Told("0a1b2c3d", "slack", "southend", "no_answer", ("1.1",), 0.5, 0.02, 0.03))
    metrics.unstored("claim")
    found: Labels = {}
    for family in text_string_to_metric_families(metrics.page(ready=True).decode()):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def nodes(expression: str) -> list[promql_parser.Expr]:
    """Every part of an expression. Raises ValueError where Prometheus could not read it."""
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    found: list[promql_parser.Expr] = []
    promql_parser.walk(promql_parser.parse(expression), found.append)
    return found


def selected(expression: str) -> list[promql_parser.VectorSelector]:
    """The metrics that an expression looks at."""
    return [one for one in nodes(expression) if isinstance(one, promql_parser.VectorSelector)]


@pytest.mark.parametrize("where", QUERIES)
def test_each_metric_that_is_looked_at_exists(there: Labels, where: str) -> None:
    names = [str(one.name) for one in selected(QUERIES[where])]
    assert names
    assert set(names) <= set(there)


@pytest.mark.parametrize("where", QUERIES)
def test_each_label_that_is_looked_at_exists(there: Labels, where: str) -> None:
    looked = selected(QUERIES[where])
    known = set.intersection(*(there[str(one.name)] for one in looked)) | SCRAPED
    asked = {matcher.name for one in looked for matcher in one.matchers.matchers}
    grouped = {
        label
        for one in nodes(QUERIES[where])
        if isinstance(one, promql_parser.AggregateExpr) and one.modifier
        for label in one.modifier.labels
    }
    assert asked | grouped <= known


def test_a_counter_is_looked_at_by_its_increase() -> None:
    counters = [
        (query, name)
        for query in QUERIES.values()
        for name in re.findall(r"\w+_(?:total|bucket|count)\b", query)
    ]
    assert counters
    for query, name in counters:
        assert re.search(rf"(?:rate|increase)\({name}\b", query), query


def test_each_metric_of_ours_is_on_the_dashboard(there: Labels) -> None:
    shown = {
        str(one.name)
        for panel in DASHBOARD["panels"]
        for target in panel["targets"]
        for one in selected(target["expr"])
    }
    ours = {name for name in there if name.startswith("protocol_bot_")}
    plain = {name for name in ours if not name.endswith(("_sum", "_count", "_created"))}
    assert plain <= shown


def test_panels_do_not_stand_on_one_another() -> None:
    cells = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) == 23  # Grafana has 24 columns
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


@pytest.mark.parametrize("rule", GROUP["rules"], ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_what_is_wrong_what_to_do_and_where_the_rest_stands(
    rule: dict[str, Any],
) -> None:
    says = rule["annotations"]
    assert rule["labels"]["severity"] in {"critical", "warning"}
    for sentence in (says["summary"], says["description"]):
        assert sentence.endswith(".")
    assert says["runbook_url"].startswith("deploy/RUNBOOK.md#")


@pytest.mark.parametrize("rule", GROUP["rules"], ids=lambda rule: str(rule["alert"]))
def test_an_alert_leads_to_a_heading_of_the_runbook(rule: dict[str, Any]) -> None:
    _, _, anchor = rule["annotations"]["runbook_url"].partition("#")
    assert anchor in anchors(RUNBOOK)


def test_no_alert_has_the_name_of_another() -> None:
    names = [rule["alert"] for rule in GROUP["rules"]]
    assert len(names) == len(set(names))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in headings}
