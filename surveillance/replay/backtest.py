"""Each published case told to the engine step by step: what fired when, what came of it, and what was missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, reduce
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from registry.vocabulary.terms import EMBOLISMS
from surveillance.engine.cards import gravity
from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.day import DAYS_PER_MONTH
from surveillance.engine.known.history import History
from surveillance.engine.lesion.rupture import ruptures
from surveillance.engine.message import Text
from surveillance.engine.policy import Policy
from surveillance.engine.rules import RULES
from surveillance.evidence.cases import Case
from surveillance.evidence.published import case_rows, published_cases, study_id_of
from surveillance.replay.published_histories import history_of_case
from surveillance.review.findings import Findings, check_all
from surveillance.review.standing import leading
from surveillance.words.message import text

WARNS = ("S2", "S3", "S4")
SILENT = frozenset(rule.id for rule in RULES if rule.silent)
DATED = ("exams", "forms", "events", "cultures", "labs", "treatments", "visits")
OUTCOMES = ("rupture", "embolism", "death")
REGRESSION = "regression"
WORDS = {
    "rupture": gettext_lazy("Rupture"),
    "embolism": gettext_lazy("Embolism"),
    "death": gettext_lazy("Death"),
    REGRESSION: gettext_lazy("Regression"),
}
SHRINKS = tuple(rule.id for rule in RULES if rule.shrinks)  # what should speak of a lesion that shrank or vanished
TWO_MONTHS, WHOLE_DAYS = 61, 2  # days: a shorter interval is told in days, unless it is a month to within two days
FAR = date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Firing:
    """The first time that a rule spoke of a case, at which severity, and how long after the first step."""

    rule: str
    severity: str
    headline: Text
    step: int
    after: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the patient, when, and what the engine had said.

    Before a rupture, an embolism or a death: every S2 to S4 of an earlier step.
    Of a regression: any rule that speaks of a lesion that shrinks.
    """

    kind: str  # one of OUTCOMES, or REGRESSION
    after: str
    warnings: tuple[Firing, ...]
    reason: str  # why there was none; empty when there was one

    @property
    def words(self) -> str:
        """The kind as people read it."""
        return str(WORDS[self.kind])


@dataclass(frozen=True, slots=True)
class Replayed:
    """One case: how much was told, the course and heading at the end, what fired, what was missed."""

    study_id: str
    source: str
    caution: str
    group: str  # table1 | regression | serial | size
    steps: tuple[str, ...]  # how long after the first
    exams: int
    sizes: int
    course: Text
    heading: Text
    firings: tuple[Firing, ...]
    outcomes: tuple[Outcome, ...]


def replay_all(policy: Policy) -> tuple[Replayed, ...]:
    """Every published single patient under `policy`; the same for the life of the process, once a language."""
    return _replayed(policy, get_language())


@lru_cache(maxsize=8)
def _replayed(policy: Policy, language: str | None) -> tuple[Replayed, ...]:
    return tuple(replay(case, policy) for case in published_cases(today=FAR))


def replay(case: Case, policy: Policy) -> Replayed:
    """One case, told up to each of its days in turn; the engine never sees what is told later."""
    whole = history_of_case(case)
    days = steps_of(whole)
    found = [check_all(case_of(told_by(whole, day), policy, day)) for day in days]
    after = tuple(_interval((day - days[0]).days) for day in days)
    firings = tuple(_firings(found, after))
    group = _groups()[case.study_id]
    last = found[-1]
    growth = leading(last.case.growth)
    return Replayed(
        study_id=case.study_id,
        source=case.source,
        caution=case.caution,
        group=group,
        steps=after,
        exams=len(whole.exams),
        sizes=sum(1 for exam in whole.exams if any(r.axis == "long" for r in exam.readings)),
        course=text(growth.word) if growth else _("no size"),
        heading=text(last.heading.sentence),
        firings=firings,
        outcomes=(*_outcomes(found, firings, after), *_regression(found, firings, after, group=group)),
    )


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    return {study_id_of(row["case_id"]): row["group"] for row in case_rows()}


def _interval(days: int) -> str:
    """0, 14 d, 9 mo: how long after the first step."""
    if not days:
        return "0"
    months = round(days / DAYS_PER_MONTH)
    is_whole = abs(days - months * DAYS_PER_MONTH) < WHOLE_DAYS
    return f"{months} mo" if months and (is_whole or days >= TWO_MONTHS) else f"{days} d"


def steps_of(history: History) -> tuple[date, ...]:
    """The days on which something is told, in order: the last possible day of each dated fact."""
    days = {fact.when.last for kind in DATED for fact in getattr(history, kind)}
    return tuple(sorted(days))


def told_by(history: History, day: date) -> History:
    """The history as far as it is told by `day`; conditions, of which reports give no day, are known from the start."""
    until: dict[str, Any] = {kind: tuple(f for f in getattr(history, kind) if f.when.last <= day) for kind in DATED}
    known = tuple(c for c in history.conditions if c.since is None or c.since.last <= day)
    return replace(history, conditions=known, enrolled_on=min(history.enrolled_on, day), **until)


def _firings(found: Sequence[Findings], after: Sequence[str]) -> Iterator[Firing]:
    """The first firing of each rule, and each later one at a higher severity."""
    loudest: dict[str, int] = {}
    for step, findings in enumerate(found):
        for signal in findings.signals:
            rank = gravity(signal.severity)
            if signal.rule in SILENT or rank <= loudest.get(signal.rule, -1):
                continue
            loudest[signal.rule] = rank
            yield Firing(signal.rule, signal.severity, signal.headline, step, after[step])


def _outcomes(found: Sequence[Findings], firings: Sequence[Firing], after: Sequence[str]) -> Iterator[Outcome]:
    for kind in OUTCOMES:
        step = next((n for n, findings in enumerate(found) if _has(findings.case.history, kind)), None)
        if step is None:
            continue
        before = tuple(f for f in firings if f.step < step and f.severity in WARNS)
        yield Outcome(kind, after[step], before, "" if before else _why_not(found, step))


def _regression(
    found: Sequence[Findings], firings: Sequence[Firing], after: Sequence[str], *, group: str
) -> Iterator[Outcome]:
    if group != REGRESSION:
        return
    noticed = tuple(f for f in firings if f.rule in SHRINKS)
    exams = [exam for exam in found[-1].case.history.exams if exam.readings]
    why = _("The report gives no size before and after: neither %(rules)s had anything to read.")
    if len(exams) > 1:
        why = _("Missed: the sizes were there, and neither %(rules)s spoke.")
    why %= {"rules": reduce(_nor, SHRINKS)}
    yield Outcome(REGRESSION, after[-1], noticed, "" if noticed else why)


def _nor(one: str, other: str) -> str:
    return _("%(one)s nor %(other)s") % {"one": one, "other": other}


def _has(history: History, kind: str) -> bool:
    if kind == "rupture":
        return bool(ruptures(history))
    kinds = EMBOLISMS if kind == "embolism" else (kind,)
    return any(event.kind in kinds for event in history.events)


def _why_not(found: Sequence[Findings], step: int) -> str:
    """The honest reason why nothing warned before the outcome."""
    if step == 0:
        return _("The report tells it together with the first finding: nothing came before that could warn.")
    before = found[step - 1].case.history
    sizes = sum(1 for exam in before.exams for reading in exam.readings if reading.axis == "long")
    features = sum(1 for exam in before.exams for feature in exam.features if feature.value == "present")
    if not sizes and not features:
        return _("Before it the report gives neither a size nor a feature: no rule had anything to read.")
    seen = {
        "sizes": ngettext("%(n)d size", "%(n)d sizes", sizes) % {"n": sizes},
        "features": ngettext("%(n)d feature", "%(n)d features", features) % {"n": features},
    }
    said = _("Missed: the report gives %(sizes)s and %(features)s before it, and no rule reads a warning in them.")
    return said % seen
