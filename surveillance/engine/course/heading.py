"""Where a patient is going: ruptured, toward rupture, undecided, toward regression or stable (ARCHITECTURE 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from registry.vocabulary.terms import EMBOLISMS
from surveillance.engine.case import Case
from surveillance.engine.course.courses import held_rise, is_progression, is_regression, named, present
from surveillance.engine.course.risk import event_label
from surveillance.engine.growth.decide import STABILITY
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.dates import surely_after, written
from surveillance.engine.known.history import EventSeen, History
from surveillance.engine.known.numerals import number, signed
from surveillance.engine.lesion.features import active
from surveillance.engine.lesion.forms import regressed
from surveillance.engine.lesion.rupture import ruptures
from surveillance.engine.lesion.treated import last_intervention, surgery_after
from surveillance.engine.lesion.vanishing import BODY, is_answered

HEADING_WORDS = {
    "ruptured": "ruptured",
    "toward_rupture": "toward rupture",
    "undecided": "undecided",
    "toward_regression": "toward regression",
    "stable": "stable",
}
RULE_FAILED, URGENT_QUESTION, CONFLICT = "rule_failed", "urgent_question", "conflict"  # a signal can open these
UNDECIDED_WORDS = {
    RULE_FAILED: "a rule could not be evaluated",
    URGENT_QUESTION: "an urgent question is open",
    CONFLICT: "conflict",
    "treated": "treated",
    "too_few_exams": "too few exams, no worrying feature",
}
CAUTION = "features the review associates with rupture; which are high-risk is not determined (§6)"
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
    def headline(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of the heading, with the day of its evidence."""

    text: str
    on: date


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the patient is going, always with its reasons, never with a percentage of rupture."""

    code: str  # a key of HEADING_WORDS
    reasons: tuple[Reason, ...]
    undecided_kind: str = ""  # a key of UNDECIDED_WORDS when the code is undecided

    @property
    def sentence(self) -> str:
        """As shown: the word, and what it rests on."""
        if self.code == "toward_rupture":
            return f"toward rupture: {'; '.join(reason.text for reason in self.reasons)} ({CAUTION})"
        return f"undecided: {UNDECIDED_WORDS[self.undecided_kind]}" if self.undecided_kind else HEADING_WORDS[self.code]


def heading(case: Case, signals: Sequence[SignalLike]) -> Heading:
    """The worst that any lesion shows, in the order of ARCHITECTURE 6; exactly one for every history."""
    if broken := [Reason(f"{r.text}, {written(r.since)}", r.since.first) for r in ruptures(case.history)]:
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
            yield Reason(f"{_name(growth)} growing: {_numbers(growth, growth.p_progression)}", growth.last_on)
        if rise := held_rise(growth):
            jump = f"{number(rise.expected_mm)} mm expected, found {rise.found}"
            yield Reason(f"abrupt rise of {_name(growth)}, not yet decided: {jump}", rise.day)
    for lesion in case.history.lesions:
        yield from _findings(case.history, lesion)
    for infection in case.history.infections:
        if not _is_operated(case.history, infection) and case.clock.within(
            case.policy.infection_days, infection.when.last
        ):
            yield _happened(infection)
    for event in case.history.events:
        if event.kind in EMBOLISMS and event.attribution in ATTRIBUTED and not _is_operated(case.history, event):
            yield _happened(event, f", {event.attribution} from the lesion")


def _findings(history: History, lesion: str) -> Iterator[Reason]:
    for feature in WORRYING:
        if run := active(history, lesion, feature):
            yield Reason(f"{run.label.lower()} ({run.word} {written(run.since)})", run.since.first)
    core = active(history, lesion, "echolucent_core")
    if core and core.details[:1] == ("areas",) and "large_anechoic" in core.details:
        yield Reason(f"enlarging core: areas on {written(core.since)}, large and anechoic since", core.last.first)


def _happened(event: EventSeen, more: str = "") -> Reason:
    return Reason(f"{event_label(event).lower()}, {written(event.when)}{more}", event.when.first)


def _urgent(case: Case) -> Iterator[Reason]:
    """Embolism whose cause is open, and new heart failure or acute MR until rupture is answered or six months pass."""
    for event in case.history.events:
        if _is_operated(case.history, event):
            continue
        if event.kind in EMBOLISMS and event.attribution in OPEN_CAUSE:
            yield _happened(event, ": cause not settled")
        answered = any(is_answered(case.history, lesion, event.when) for lesion in case.history.lesions)
        if event.kind in URGENT_EVENTS and not answered and case.clock.within(case.policy.urgent_days, event.when.last):
            yield _happened(event)


def _conflicts(case: Case) -> Iterator[Reason]:
    for growth in present(case):
        if growth.held and not held_rise(growth):
            yield Reason(f"abrupt change of {_name(growth)}, the next exam decides", growth.held.day)
    for lesion in case.history.lesions:
        back = regressed(case.history, lesion)
        core = active(case.history, lesion, "echolucent_core")
        if back and not back.agreed_by:
            text = f"apparent regression, read once on {written(back.first.when)}"
            yield Reason(text, back.first.when.first)
        if back and core and not surely_after(back.latest.when, core.last):
            yield Reason("read as regressed, but an echo-lucent core is seen", core.last.first)


def _treated(case: Case) -> Iterator[Reason]:
    for lesion in case.history.lesions:
        operation = last_intervention(case.history, lesion)
        if operation and not (_stable(case, lesion) or list(_regression(case, lesion))):
            kind = operation.kind.replace("_", " ")
            yield Reason(f"treated on {written(operation.when)}: {kind}", operation.when.first)


def _too_few(case: Case) -> Iterator[Reason]:
    """Every lesion that is neither stable, nor regressing, nor treated."""
    if not case.history.lesions:
        yield Reason("no lesion is recorded", case.history.enrolled_on)
    for lesion in case.history.lesions:
        if last_intervention(case.history, lesion) or _stable(case, lesion) or list(_regression(case, lesion)):
            continue
        growths = [growth for growth in present(case, lesion) if growth.target in BODY]
        most = max(growths, key=lambda growth: growth.n, default=None)
        if most is None:
            yield Reason("no size is recorded", case.history.enrolled_on)
        else:
            more = f", about {most.exams_to_decide} more would decide" if most.exams_to_decide else ""
            exams = "1 exam" if most.n == 1 else f"{most.n} exams"
            yield Reason(f"{exams} of {_name(most)}: {most.word}{more}", most.last_on)


def _regression(case: Case, lesion: str) -> Iterator[Reason]:
    """Course regression of the lesion itself, or CCMA read as MAC (or resolved) and agreed by a second exam."""
    for growth in present(case, lesion):
        if growth.target in BODY and is_regression(growth):
            yield Reason(f"{_name(growth)} shrinking: {_numbers(growth, growth.p_regression)}", growth.last_on)
    back = regressed(case.history, lesion)
    if back and back.agreed_by:
        days = f"{written(back.first.when)} and {written(back.agreed_by.when)}"
        yield Reason(f"read as {back.latest.form.upper()} on {days}", back.agreed_by.when.first)


def _stable(case: Case, lesion: str) -> Growth | None:
    """The growth that says stability: that of the mass, else of the first other part of the lesion with a size."""
    growths = {growth.target: growth for growth in present(case, lesion)}
    main = next((growths[target] for target in ("mass", "not_stated", "cavity", "core") if target in growths), None)
    return main if main and main.course == STABILITY else None


def _stability(growth: Growth) -> Reason:
    if (growth.p_stability or 0.0) >= (growth.p_steady or 0.0):
        return Reason(f"{_name(growth)} stable: {_numbers(growth, growth.p_stability)}", growth.last_on)
    mean = f"{signed(growth.mean_rate or 0.0)} mm/y since the first exam, {growth.p_steady:.0%} under our prior"
    return Reason(f"{_name(growth)} stable: {mean}, {growth.n} exams", growth.last_on)


def _is_operated(history: History, event: EventSeen) -> bool:
    """Whether an operation on its lesion (or, if it names none, on the patient) surely came after the event."""
    lesions = (event.lesion,) if event.lesion else history.lesions
    return bool(lesions) and all(surgery_after(history, lesion, event.when) for lesion in lesions)


def _name(growth: Growth) -> str:
    return "the lesion (target not stated)" if growth.target == "not_stated" else f"the {named(growth.target)}"


def _numbers(growth: Growth, probability: float | None) -> str:
    rate, sd = growth.rate_mm_per_year or 0.0, growth.rate_sd or 0.0
    return f"{signed(rate)} ± {1.96 * sd:.1f} mm/y, {probability or 0.0:.0%} under our prior, {growth.n} exams"
