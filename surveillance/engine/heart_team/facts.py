"""What the registry's facts say to each question of Figure 6: yes, no, or why they cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product

from registry.vocabulary.terms import EMBOLISMS
from surveillance.engine.case import Case
from surveillance.engine.course.courses import present
from surveillance.engine.course.risk import DIALYSIS, EXPOSURE, GROWTH, INFECTION, flags_of_patient, happening
from surveillance.engine.day import Day
from surveillance.engine.growth.decide import UNDECIDED
from surveillance.engine.known.conditions import absent_on, present_on
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import EventSeen, ExamSeen, FormSeen, History
from surveillance.engine.lesion.features import ABSENT, able, active
from surveillance.engine.lesion.rupture import ASSESSED, ruptures
from surveillance.engine.lesion.valve import SEVERE, Graded, Gradient, gradients, last_grade
from surveillance.engine.message import Code, Message, Text, say
from surveillance.engine.policy import Policy

YES, NO, OPEN = "yes", "no", "open"
FULL_WORKUP = ("af", "carotid", "thrombus", "endocarditis")  # CLINICAL A4
BREAKS = ("fistula", "pseudoaneurysm", "leaking_content")  # what the first question names
INFECTED = ("vegetation", "abscess")
CENTRE = ("core_perfusion", "late_enhancement_core")  # CLINICAL A6: the centre of a CCMA neither fills nor enhances
LEAST_FOR_INFECTION = ("TOE",)
_CAUSES = {
    "af": say("facts.af"),
    "carotid": say("facts.carotid"),
    "thrombus": say("facts.thrombus"),
    "endocarditis": say("facts.endocarditis"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the facts say to one question; `on` and `source` are of the newest fact behind it."""

    state: str  # yes | no | open
    reason: Message
    on: Day | None = None
    source: str = ""  # lineage of the fact


@dataclass(frozen=True, slots=True)
class BrainImage:
    """The brain imaging of the brief, which the history does not hold."""

    result: str
    label: str
    when: Day
    id: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the questions are answered from."""

    case: Case
    brain: BrainImage | None = None


def said(question: str, known: Known) -> Said:
    """What the facts say to one question."""
    return _ASKED[question](known)


def _ruptured(known: Known) -> Said:
    history = known.case.history
    found = ruptures(history)
    if found:
        newest = max(found, key=lambda rupture: (rupture.last.last, rupture.source))
        each = tuple(dict.fromkeys(r.said for r in found))
        return Said(YES, say("facts.listed", found=each), newest.last, newest.source)
    exam, assessed = _read_absent(history, BREAKS), _assessed(history)
    if assessed and (exam is None or assessed.when.last >= exam.when.last):
        return Said(NO, say("facts.assessed"), assessed.when, assessed.id)
    if exam:
        return Said(NO, say("facts.no_breaks", modality=exam.modality), exam.when, exam.id)
    return Said(OPEN, say("facts.breaks_open"))


def _assessed(history: History) -> FormSeen | None:
    """The cardiologist's assessment that no lesion is ruptured: of several lesions the one assessed longest ago."""
    last: dict[str, FormSeen] = {}
    for form in history.forms:
        denies = form.rupture_answer == "ruled_out" or (form.form in ASSESSED and form.rupture_answer != "found")
        if form.by_cardiologist and denies:
            last[form.lesion] = form
    if not history.lesions or not set(history.lesions) <= last.keys():
        return None
    return min((last[lesion] for lesion in history.lesions), key=lambda form: (form.when, form.id))


def _infected(known: Known) -> Said:
    history = known.case.history
    recent = [e for e in history.infections if known.case.clock.within(known.case.policy.infection_days, e.when.last)]
    seen = [run for lesion in history.lesions for name in INFECTED if (run := active(history, lesion, name))]
    if recent:
        newest = recent[-1]
        event, organism = happening(newest), newest.organism
        words = say("facts.infection", event=event, organism=organism) if organism else say("facts.event", event=event)
        return Said(YES, words, newest.when, newest.id)
    if seen:
        last = seen[-1]
        words = say("facts.infected_finding", finding=last.said, modality=last.last_modality)
        return Said(YES, words, last.last, last.exams[-1])
    exam = _read_absent(history, INFECTED, LEAST_FOR_INFECTION)
    if exam and not any(surely_after(e.when, exam.when) for e in history.infections):
        return Said(NO, say("facts.no_infection"), exam.when, exam.id)
    return Said(OPEN, say("facts.infection_open"))


def _embolism(known: Known) -> Said:
    events = [e for e in known.case.history.events if e.kind in EMBOLISMS]
    if not events:
        return _brain(known.brain)
    attributed = [e for e in events if e.attribution in ("definite", "probable")]
    worked_up = [e for e in attributed if not _missing(e)]
    if worked_up:
        newest = worked_up[-1]
        attribution = Code("attributions", newest.attribution)
        words = say("facts.embolism", event=happening(newest), attribution=attribution)
        return Said(YES, words, newest.when, newest.id)
    unexplained = [e for e in events if e.attribution != "other_cause"]
    if not unexplained:
        words = say("facts.other_cause", event=happening(events[-1]))
        return Said(NO, words, events[-1].when, events[-1].id)
    newest = unexplained[-1]
    words = say("facts.embolism_open", event=happening(newest), why=_unsettled(newest, newest in attributed))
    return Said(OPEN, words, newest.when, newest.id)


def _unsettled(event: EventSeen, attributed: bool) -> Message:
    if attributed:
        return say("facts.not_excluded", missing=_missing(event))
    if not event.attribution:
        return say("facts.no_attribution")
    return say("facts.attribution", attribution=Code("attributions", event.attribution))


def _missing(event: EventSeen) -> tuple[Message, ...]:
    """The parts of the work-up that are not recorded."""
    return tuple(_CAUSES[code] for code in FULL_WORKUP if code not in event.workup)


def _brain(image: BrainImage | None) -> Said:
    if image is None or image.result == "not_done":
        return Said(OPEN, say("facts.no_brain_image"))
    if image.result == "normal":
        return Said(NO, say("facts.brain_normal"), image.when, image.id)
    return Said(OPEN, say("facts.brain", image=image.label), image.when, image.id)


def _tumour(known: Known) -> Said:
    history = known.case.history
    if suspected := present_on(history, known.case.clock, "differential_tumour"):
        return Said(YES, say("facts.tumour"), suspected.since, suspected.id)
    absent = absent_on(history, known.case.clock, "differential_tumour")
    if absent and absent.since:
        return Said(NO, say("facts.no_tumour"), absent.since, absent.id)
    exam = _read_absent(history, CENTRE, ("CMR",))
    if exam:
        return Said(NO, say("facts.centre_dark"), exam.when, exam.id)
    return Said(OPEN, say("facts.tumour_open"))


def _valve(known: Known) -> Said:
    history, policy = known.case.history, known.case.policy
    grade = last_grade(history, policy)
    gradient = next(reversed(gradients(history)), None)
    severe = [s for s in (_severe_mr(grade), _severe_ms(gradient, policy)) if s]
    if severe and ruptures(history):
        words = say("facts.valve_ruptured", valve=severe[0].reason)
        return Said(NO, words, severe[0].on, severe[0].source)
    if severe:
        return severe[0]
    mr = say("facts.mr", grade=grade.code) if grade else say("facts.no_mr")
    ms = say("facts.ms", gradient=gradient.said) if gradient else say("facts.no_ms")
    words = say("facts.valve", mr=mr, ms=ms)
    if grade and gradient:
        older = min(grade.exam, gradient.exam, key=lambda e: e.when.last)
        return Said(NO, words, older.when, older.id)
    return Said(OPEN, words)


def _severe_mr(grade: Graded | None) -> Said | None:
    if grade is None or grade.rank < SEVERE:
        return None
    jet = str(grade.exam.typed.get("mr_mechanism") or "")
    by: Text = say("facts.measured", measured=grade.by) if grade.by else ""
    if jet:
        words = say("facts.severe_mr", by=by, jet=Code("mr_mechanisms", jet))
    else:
        words = say("facts.severe_mr_no_jet", by=by)
    return Said(YES, words, grade.exam.when, grade.exam.id)


def _severe_ms(gradient: Gradient | None, policy: Policy) -> Said | None:
    if gradient is None or gradient.mmhg < policy.team_severe_gradient:
        return None
    return Said(YES, say("facts.ms", gradient=gradient.said), gradient.exam.when, gradient.exam.id)


def _high_risk(known: Known) -> Said:
    found = [f for f in flags_of_patient(known.case)
             if f.code in (GROWTH, DIALYSIS, INFECTION, EXPOSURE)]  # fmt: skip
    if found:
        words = say("facts.listed", found=tuple(flag.said for flag in found))
        return Said(YES, words, Day.exactly(max(flag.on for flag in found)))
    unknown, known_on = _unknown_risks(known)
    if unknown:
        return Said(OPEN, say("facts.risk_open", unknown=tuple(unknown)))
    return Said(NO, say("facts.no_risk"), Day.exactly(min(known_on)))


def _unknown_risks(known: Known) -> tuple[list[Message], list[date]]:
    """Which of the three risks nothing is known of, and since when the others are known."""
    growths = list(present(known.case))
    settled = bool(growths) and all(g.course != UNDECIDED for g in growths)
    absent = absent_on(known.case.history, known.case.clock, DIALYSIS)
    absent_since = [absent.since.last] if absent and absent.since else []
    infection = _infected(known)
    parts = (
        (say("facts.growth_unknown"), settled, [g.last_on for g in growths]),
        (say("facts.dialysis_unknown"), bool(absent_since), absent_since),
        (say("facts.infection_unknown"), infection.state == NO, [infection.on.last] if infection.on else []),
    )
    return [name for name, is_known, _ in parts if not is_known], [max(days) for _, ok, days in parts if ok and days]


def _read_absent(history: History, features: Iterable[str], modalities: tuple[str, ...] = ()) -> ExamSeen | None:
    """The newest exam, able to show all of them, that read every one of these features absent at every lesion."""
    wanted = set(product(history.lesions, features))
    for exam in reversed(history.exams):
        absent = {(f.lesion, f.feature) for f in exam.features if f.value == ABSENT and able(exam, f.feature)}
        if (not modalities or exam.modality in modalities) and wanted and wanted <= absent:
            return exam
    return None


def since(question: str, known: Known, on: Day) -> Text:
    """What came after `on` and could have changed an answer: the newest exam or event, in words; "" for nothing.

    Embolism is asked again by an event: a later exam of the heart says nothing of the brain.
    """
    exams = () if question == "embolism" else known.case.history.exams
    later: list[tuple[Day, str, str | Code]] = [
        (e.when, e.modality, e.modality) for e in exams if surely_after(e.when, on)
    ]
    later += [
        (e.when, e.kind.capitalize(), happening(e)) for e in known.case.history.events if surely_after(e.when, on)
    ]
    if not later:
        return ""
    when, _, what = max(later, key=lambda one: (one[0].last, one[1]))
    return say("facts.came_later", what=what, when=when)


_ASKED: dict[str, Callable[[Known], Said]] = {
    "ruptured": _ruptured,
    "infected": _infected,
    "embolism": _embolism,
    "tumour": _tumour,
    "valve": _valve,
    "high_risk": _high_risk,
}
