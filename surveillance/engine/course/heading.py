"""Where a patient is going: ruptured, toward rupture, undecided, toward regression or stable (ARCHITECTURE 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from registry.vocabulary.terms import EMBOLISMS
from surveillance.engine.case import Case
from surveillance.engine.course.courses import held_rise, is_progression, is_regression, present
from surveillance.engine.course.risk import happening
from surveillance.engine.growth.called import called
from surveillance.engine.growth.decide import STABILITY
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import EventSeen, History
from surveillance.engine.lesion.features import active
from surveillance.engine.lesion.forms import regressed
from surveillance.engine.lesion.rupture import ruptures
from surveillance.engine.lesion.treated import last_intervention, operation_of, surgery_after
from surveillance.engine.lesion.vanishing import BODY, is_answered
from surveillance.engine.message import Code, Message, Text, say

HEADING_WORDS: Mapping[str, Message] = {
    "ruptured": say("heading.ruptured"),
    "toward_rupture": say("heading.toward_rupture"),
    "undecided": say("heading.undecided"),
    "toward_regression": say("heading.toward_regression"),
    "stable": say("heading.stable"),
}
RULE_FAILED, URGENT_QUESTION, CONFLICT = "rule_failed", "urgent_question", "conflict"  # a signal can open these
UNDECIDED_WORDS: Mapping[str, Message] = {
    RULE_FAILED: say("heading.rule_failed"),
    URGENT_QUESTION: say("heading.urgent_question"),
    CONFLICT: say("heading.conflict"),
    "treated": say("heading.treated"),
    "too_few_exams": say("heading.too_few_exams"),
}
CAUTION = say("heading.caution")
CAUTION_ALONE = say("heading.caution_alone", caution=CAUTION)
ATTRIBUTED, OPEN_CAUSE = ("definite", "probable"), ("", "possible", "undetermined")
URGENT_EVENTS = ("heart_failure", "pulmonary_oedema", "acute_mr")
WORRYING = ("mobile_element", "vegetation", "abscess")


class SignalLike(Protocol):
    """What the heading reads of a signal; the rules stand above this package."""

    @property
    def opens(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def headline(self) -> Text: ...


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of the heading, with the day of its evidence."""

    text: Text
    on: date


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the patient is going, always with its reasons, never with a percentage of rupture."""

    code: str  # a key of HEADING_WORDS
    reasons: tuple[Reason, ...]
    undecided_kind: str = ""  # a key of UNDECIDED_WORDS when the code is undecided

    @property
    def sentence(self) -> Message:
        """As shown: the word, and what it rests on."""
        if self.code == "toward_rupture":
            reasons = tuple(reason.text for reason in self.reasons)
            return say("heading.toward_rupture_because", reasons=reasons, caution=CAUTION)
        if self.undecided_kind:
            return say("heading.undecided_because", kind=UNDECIDED_WORDS[self.undecided_kind])
        return HEADING_WORDS[self.code]


def heading(case: Case, signals: Sequence[SignalLike]) -> Heading:
    """The worst that any lesion shows, in the order of ARCHITECTURE 6; exactly one for every history."""
    if broken := [
        Reason(say("heading.rupture", rupture=r.said, since=r.since), r.since.first) for r in ruptures(case.history)
    ]:
        return Heading("ruptured", tuple(broken))
    if worrying := list(_toward_rupture(case)):
        return Heading("toward_rupture", tuple(worrying))
    open_questions = {
        RULE_FAILED: _opened(signals, RULE_FAILED),
        URGENT_QUESTION: [*_urgent(case), *_opened(signals, URGENT_QUESTION)],
        CONFLICT: [*_conflicts(case), *_opened(signals, CONFLICT)],
        "treated": list(_treated(case)),
        "too_few_exams": list(_too_few(case)),
    }
    kind = next((kind for kind, reasons in open_questions.items() if reasons), "")
    if kind:
        return Heading("undecided", tuple(r for reasons in open_questions.values() for r in reasons), kind)
    if back := [reason for lesion in case.history.lesions for reason in _regression(case, lesion)]:
        return Heading("toward_regression", tuple(back))
    return Heading("stable", tuple(_stability(g) for lesion in case.history.lesions if (g := _stable(case, lesion))))


def _opened(signals: Sequence[SignalLike], question: str) -> list[Reason]:
    """What the signals of the rules say that leave this question open."""
    return [Reason(signal.headline, signal.since) for signal in signals if signal.opens == question]


def _toward_rupture(case: Case) -> Iterator[Reason]:
    for growth in present(case):
        if is_progression(growth) and growth.n >= case.policy.progression_exams:
            numbers = _numbers(growth, growth.p_progression)
            yield Reason(say("heading.growing", target=_name(growth), numbers=numbers), growth.last_on)
        if rise := held_rise(growth):
            expected, found = rise.expected_mm, rise.said
            said = say("heading.abrupt_rise", target=_name(growth), expected=expected, found=found)
            yield Reason(said, rise.day)
    for lesion in case.history.lesions:
        yield from _findings(case.history, lesion)
    for infection in case.history.infections:
        if not _is_operated(case.history, infection) and case.clock.within(
            case.policy.infection_days, infection.when.last
        ):
            yield _happened(infection)
    for event in case.history.events:
        if event.kind in EMBOLISMS and event.attribution in ATTRIBUTED and not _is_operated(case.history, event):
            attribution = Code("attributions", event.attribution)
            yield _happened(event, say("heading.attributed", attribution=attribution))


def _findings(history: History, lesion: str) -> Iterator[Reason]:
    for feature in WORRYING:
        if run := active(history, lesion, feature):
            said = say("heading.finding", finding=run.said, announced=run.announced, since=run.since)
            yield Reason(said, run.since.first)
    core = active(history, lesion, "echolucent_core")
    if core and core.details[:1] == ("areas",) and "large_anechoic" in core.details:
        yield Reason(say("heading.enlarging_core", since=core.since), core.last.first)


def _happened(event: EventSeen, more: Text = "") -> Reason:
    return Reason(say("heading.happened", event=happening(event), when=event.when, more=more), event.when.first)


def _urgent(case: Case) -> Iterator[Reason]:
    """Embolism whose cause is open, and new heart failure or acute MR until rupture is answered or six months pass."""
    for event in case.history.events:
        if _is_operated(case.history, event):
            continue
        if event.kind in EMBOLISMS and event.attribution in OPEN_CAUSE:
            yield _happened(event, say("heading.cause_open"))
        answered = is_answered(case.history, event.lesion or "", event.when)
        if event.kind in URGENT_EVENTS and not answered and case.clock.within(case.policy.urgent_days, event.when.last):
            yield _happened(event)


def _conflicts(case: Case) -> Iterator[Reason]:
    for growth in present(case):
        if growth.held and not held_rise(growth):
            yield Reason(say("heading.abrupt_change", target=_name(growth)), growth.held.day)
    for lesion in case.history.lesions:
        back = regressed(case.history, lesion)
        core = active(case.history, lesion, "echolucent_core")
        if back and not back.agreed_by:
            yield Reason(say("heading.read_once", when=back.first.when), back.first.when.first)
        if back and core and not surely_after(back.latest.when, core.last):
            yield Reason(say("heading.core_seen"), core.last.first)


def _treated(case: Case) -> Iterator[Reason]:
    for lesion in case.history.lesions:
        operation = last_intervention(case.history, lesion)
        if operation and not (_stable(case, lesion) or list(_regression(case, lesion))):
            said = say("heading.operated", when=operation.when, operation=operation_of(operation))
            yield Reason(said, operation.when.first)


def _too_few(case: Case) -> Iterator[Reason]:
    """Every lesion that is neither stable, nor regressing, nor treated."""
    if not case.history.lesions:
        yield Reason(say("heading.no_lesion"), case.history.enrolled_on)
    for lesion in case.history.lesions:
        if last_intervention(case.history, lesion) or _stable(case, lesion) or list(_regression(case, lesion)):
            continue
        growths = [growth for growth in present(case, lesion) if growth.target in BODY]
        most = max(growths, key=lambda growth: growth.n, default=None)
        if most is None:
            yield Reason(say("heading.no_size"), case.history.enrolled_on)
        else:
            further = most.exams_to_decide
            more: Text = say("heading.more_would_decide", exams=further) if further else ""
            said = say("heading.few_exams", n=most.n, target=_name(most), course=most.word, more=more)
            yield Reason(said, most.last_on)


def _regression(case: Case, lesion: str) -> Iterator[Reason]:
    """Course regression of the lesion itself, or CCMA read as MAC (or resolved) and agreed by a second exam."""
    for growth in present(case, lesion):
        if growth.target in BODY and is_regression(growth):
            numbers = _numbers(growth, growth.p_regression)
            yield Reason(say("heading.shrinking", target=_name(growth), numbers=numbers), growth.last_on)
    back = regressed(case.history, lesion)
    if back and back.agreed_by:
        form, agreed = Code("forms", back.latest.form), back.agreed_by.when
        yield Reason(say("heading.read_as", form=form, first=back.first.when, agreed=agreed), agreed.first)


def _stable(case: Case, lesion: str) -> Growth | None:
    """The growth that says stability: that of the mass, else of the first other part of the lesion with a size."""
    growths = {growth.target: growth for growth in present(case, lesion)}
    main = next((growths[target] for target in ("mass", "not_stated", "cavity", "core") if target in growths), None)
    return main if main and main.course == STABILITY else None


def _stability(growth: Growth) -> Reason:
    if (growth.p_stability or 0.0) >= (growth.p_steady or 0.0):
        numbers = _numbers(growth, growth.p_stability)
        return Reason(say("heading.still", target=_name(growth), numbers=numbers), growth.last_on)
    rate, steady = growth.mean_rate or 0.0, growth.p_steady
    said = say("heading.still_since_first", target=_name(growth), rate=rate, steady=steady, n=growth.n)
    return Reason(said, growth.last_on)


def _is_operated(history: History, event: EventSeen) -> bool:
    """Whether an operation on its lesion (on every lesion, if it names none) surely came after the event."""
    return surgery_after(history, event.lesion or "", event.when) is not None


def _name(growth: Growth) -> Message:
    if growth.target == "not_stated":
        return say("heading.lesion")
    return say("heading.the", target=called(growth.target))


def _numbers(growth: Growth, probability: float | None) -> Message:
    rate, spread = growth.rate_mm_per_year or 0.0, 1.96 * (growth.rate_sd or 0.0)
    return say("heading.numbers", rate=rate, spread=spread, probability=probability or 0.0, n=growth.n)
