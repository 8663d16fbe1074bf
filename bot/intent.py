"""What a free question is really about: time, or where to go. Tables of words, never a guess."""

import re
from collections.abc import Iterable, Sequence

from bot.asker import Side
from bot.deadlines import DeadlineRule
from bot.escalation import GENERAL, Ladder, Matter, Step, ladder, names_any

TIME = re.compile(
    r"\bhow (?:long|soon|early|quick(?:ly)?|fast|much notice|many (?:working )?days)\b"
    r"|\b(?:deadlines?|due|time[- ]?(?:limit|scale|frame)s?|turnaround|overdue|cut[- ]?off)\b"
    r"|\b(?:by|within) (?:when|what date|how)\b|\b(?:working|calendar) days?\b"
    r"|\bwhen (?:do|does|must|should|is|are|will|have|has)\b|\b(?:set|in) time\b"
    r"|\bholding reply\b",
    re.IGNORECASE,
)
WHERE = re.compile(
    r"\bwho(?:m)? (?:do|does|should|can|could|would|must|shall|is|decides|to)\b"
    r"|\bwho .{0,40}\bgo (?:to|through)\b|\bwhere (?:do|does|should|can|could|would|to)\b"
    r"|\bhow (?:do|can|should|would) (?:i|we) (?:complain|report|raise|challenge|escalate)\b"
    r"|\b(?:want|like|need) to (?:complain|report|raise)\b"
    r"|\b(?:make|put in|lodge) a (?:formal )?complaint\b"
    r"|\b(?:next|first) step\b|\b(?:my|our) options\b|\bescalat\w+\b"
    r"|\breport (?:it|him|her|them|this|that)\b|\btake (?:it|this) (?:to|up)\b"
    r"|\bshould (?:i|we) (?:raise|report)\b|\bgo(?:es)? to the (?:mo|monitoring officer)\b",
    re.IGNORECASE,
)
LEADING = 3  # a rule or a route is worked out only when its clause is among this many best


def about_time(question: str) -> bool:
    """True when the question asks how long or by when."""
    return TIME.search(question) is not None


def about_where(question: str) -> bool:
    """True when the question asks whom to go to or what step comes next."""
    return WHERE.search(question) is not None


def fitting_rule(
    question: str, rules: Iterable[DeadlineRule], labels: Sequence[str]
) -> DeadlineRule | None:
    """The rule that a question about time is about, or None.

    `labels` are the clauses found, best first. A rule fits when its clause is among the first
    and the question uses words that the rule lists under `asked`: a wrong date does more harm
    than none.
    """
    fits = []
    for rule in rules:
        rank = _rank(labels, {rule.clause, rule.missed.clause if rule.missed else rule.clause})
        if rank < LEADING and names_any(rule.asked, question):
            fits.append((rank, rule))
    return min(fits, key=lambda fit: fit[0])[1] if fits else None


def fitting_ladder(
    question: str,
    matters: Iterable[Matter],
    steps: Sequence[Step],
    side: Side | None,
    labels: Sequence[str],
) -> Ladder | None:
    """The route that a question about where to go is about, or None.

    `side` None means that nobody has said who asks: each matter is then tried for its usual asker.
    Of two matters that fit alike, the one that this side usually brings is meant.
    """
    fits = []
    for matter in matters:
        found = ladder(steps, matter, side or matter.usual_asker)
        if found is None or matter.id == GENERAL:
            continue
        rank = _rank(labels, {step.clause for step in found.steps})
        named = matter.is_meant_by(question)
        if rank == 0 or (named and rank < LEADING):
            fits.append((not named, rank, matter.usual_asker is not found.asker, found))
    return min(fits, key=lambda fit: fit[:3])[3] if fits else None


def _rank(labels: Sequence[str], wanted: set[str]) -> int:
    """The place of the first wanted label, from 0; `LEADING` when none of the leading ones is."""
    leading = enumerate(labels[:LEADING])
    return next((rank for rank, label in leading if label in wanted), LEADING)
