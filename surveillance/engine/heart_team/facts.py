"""What the registry's facts say to each question of Figure 6: yes, no, or why they cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from registry.vocabulary.readings import MR_GRADES, MR_MECHANISMS
from registry.vocabulary.terms import EMBOLISMS, INTERVENTIONS, WORKUP, labels
from surveillance.engine.case import Case
from surveillance.engine.course.courses import present
from surveillance.engine.course.risk import DIALYSIS, EXPOSURE, GROWTH, INFECTION, event_label, flags_of_patient
from surveillance.engine.growth.decide import UNDECIDED
from surveillance.engine.known.conditions import absent_on, present_on
from surveillance.engine.known.dates import surely_after, written
from surveillance.engine.known.history import Day, EventSeen, ExamSeen, History
from surveillance.engine.lesion.features import ABSENT, able, active
from surveillance.engine.lesion.rupture import ASSESSED, ruptures
from surveillance.engine.policy import Policy

YES, NO, OPEN = "yes", "no", "open"
FULL_WORKUP = ("af", "carotid", "thrombus", "endocarditis")  # CLINICAL A4
BREAKS = ("fistula", "pseudoaneurysm", "leaking_content")  # what the first question names
INFECTED = ("vegetation", "abscess")
CENTRE = ("core_perfusion", "late_enhancement_core")  # CLINICAL A6: the centre of a CCMA neither fills nor enhances
LEAST_FOR_INFECTION = ("TOE",)
_EXCLUDED, _GRADES, _JETS = labels(WORKUP), labels(MR_GRADES), labels(MR_MECHANISMS)


@dataclass(frozen=True, slots=True)
class Said:
    """What the facts say to one question; `on` and `source` are of the newest fact behind it."""

    state: str  # yes | no | open
    reason: str
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
        return Said(YES, "; ".join(dict.fromkeys(r.text for r in found)), newest.last, newest.source)
    assessed = [f for f in history.forms if f.by_cardiologist and (
        f.rupture_answer == "ruled_out" or (f.form in ASSESSED and f.rupture_answer != "found"))]  # fmt: skip
    exam = _read_absent(history, BREAKS)
    if assessed and (exam is None or assessed[-1].when.last >= exam.when.last):
        return Said(NO, "a cardiologist's assessment: not ruptured", assessed[-1].when, assessed[-1].id)
    if exam:
        return Said(
            NO, f"fistula, pseudoaneurysm and leaking content read absent by {exam.modality}", exam.when, exam.id
        )
    return Said(OPEN, "no exam has read fistula, pseudoaneurysm and leaking content; no cardiologist has assessed it")


def _infected(known: Known) -> Said:
    history = known.case.history
    recent = [e for e in history.infections if known.case.clock.within(known.case.policy.infection_days, e.when.last)]
    seen = [run for lesion in history.lesions for name in INFECTED if (run := active(history, lesion, name))]
    if recent:
        newest = recent[-1]
        organism = f", {newest.organism}" if newest.organism else ""
        return Said(YES, f"{event_label(newest)}{organism}", newest.when, newest.id)
    if seen:
        return Said(YES, f"{seen[-1].label} by {seen[-1].last_modality}", seen[-1].last, seen[-1].exams[-1])
    exam = _read_absent(history, INFECTED, LEAST_FOR_INFECTION)
    if exam and not any(surely_after(e.when, exam.when) for e in history.infections):
        return Said(NO, "vegetation and abscess read absent by TOE; no infection in six months", exam.when, exam.id)
    return Said(OPEN, "no TOE has read vegetation and abscess")


def _embolism(known: Known) -> Said:
    events = [e for e in known.case.history.events if e.kind in EMBOLISMS]
    if not events:
        return _brain(known.brain)
    attributed = [e for e in events if e.attribution in ("definite", "probable")]
    worked_up = [e for e in attributed if not _missing(e)]
    if worked_up:
        newest = worked_up[-1]
        return Said(YES, f"{event_label(newest)}, {newest.attribution}, after the full work-up", newest.when, newest.id)
    unexplained = [e for e in events if e.attribution != "other_cause"]
    if not unexplained:
        return Said(NO, f"{event_label(events[-1])}: another cause was found", events[-1].when, events[-1].id)
    newest = unexplained[-1]
    if newest in attributed:
        why = f"attributed, but not excluded: {', '.join(_missing(newest))}"
    else:
        why = f"attribution {newest.attribution or 'not recorded'}"
    return Said(OPEN, f"{event_label(newest)}: {why}", newest.when, newest.id)


def _missing(event: EventSeen) -> list[str]:
    """The parts of the work-up that are not recorded."""
    return [_EXCLUDED[code].removesuffix(" excluded").lower() for code in FULL_WORKUP if code not in event.workup]


def _brain(image: BrainImage | None) -> Said:
    if image is None or image.result == "not_done":
        return Said(OPEN, "no embolism is recorded, and no brain imaging")
    if image.result == "normal":
        return Said(NO, "no embolism is recorded; brain imaging shows no lesion", image.when, image.id)
    return Said(OPEN, f"brain imaging: {image.label.lower()}, without a recorded cause", image.when, image.id)


def _tumour(known: Known) -> Said:
    history = known.case.history
    if suspected := present_on(history, known.case.clock, "differential_tumour"):
        return Said(YES, "tumour stands among the differential diagnoses", suspected.since, suspected.id)
    absent = absent_on(history, known.case.clock, "differential_tumour")
    if absent and absent.since:
        return Said(NO, "tumour stated absent", absent.since, absent.id)
    exam = _read_absent(history, CENTRE, ("CMR",))
    if exam:
        return Said(NO, "no perfusion and no enhancement of the centre by CMR", exam.when, exam.id)
    return Said(OPEN, "no CMR has read perfusion and enhancement of the centre; nobody has ruled a tumour out")


def _valve(known: Known) -> Said:
    exams = _since_intervention(known.case.history)
    graded = [e for e in exams if e.typed.get("mr_grade")]
    measured = [e for e in exams if e.typed.get("ms_gradient_mmhg") is not None]
    severe = [s for s in (_severe_mr(graded), _severe_ms(measured, known.case.policy)) if s]
    if severe and ruptures(known.case.history):
        return Said(NO, f"{severe[0].reason}; the lesion is ruptured: question 1", severe[0].on, severe[0].source)
    if severe:
        return severe[0]
    words = [f"MR {_GRADES[str(graded[-1].typed['mr_grade'])].lower()}" if graded else "MR grade not recorded"]
    words.append(f"mean gradient {_mmhg(measured[-1])}" if measured else "mean gradient not recorded")
    if graded and measured:
        older = min(graded[-1], measured[-1], key=lambda e: e.when.last)
        return Said(NO, ", ".join(words), older.when, older.id)
    return Said(OPEN, ", ".join(words))


def _severe_mr(graded: list[ExamSeen]) -> Said | None:
    if not graded or graded[-1].typed["mr_grade"] != "severe":
        return None
    jet = str(graded[-1].typed.get("mr_mechanism") or "")
    words = f"severe MR, jet: {_JETS[jet].lower() if jet else 'not recorded'}"
    return Said(YES, words, graded[-1].when, graded[-1].id)


def _severe_ms(measured: list[ExamSeen], policy: Policy) -> Said | None:
    if not measured or float(measured[-1].typed["ms_gradient_mmhg"]) < policy.team_severe_gradient:
        return None
    return Said(YES, f"mean gradient {_mmhg(measured[-1])}", measured[-1].when, measured[-1].id)


def _mmhg(exam: ExamSeen) -> str:
    rate = exam.typed.get("heart_rate")
    at = f" at {float(rate):g}/min" if rate is not None else ", heart rate not recorded"
    return f"{float(exam.typed['ms_gradient_mmhg']):g} mmHg{at}"


def _since_intervention(history: History) -> list[ExamSeen]:
    """The exams that tell of the valve as it is now."""
    done = [t.when for t in history.treatments if t.kind in INTERVENTIONS]
    return [e for e in history.exams if e.quality != "poor" and not (done and not surely_after(e.when, done[-1]))]


def _high_risk(known: Known) -> Said:
    found = [f for f in flags_of_patient(known.case)
             if f.code in (GROWTH, DIALYSIS, INFECTION, EXPOSURE)]  # fmt: skip
    if found:
        return Said(YES, "; ".join(flag.text for flag in found), Day.exactly(max(flag.on for flag in found)))
    unknown, known_on = _unknown_risks(known)
    if unknown:
        return Said(OPEN, f"not known: {', '.join(unknown)}")
    return Said(NO, "steady, not on dialysis, no sign of infection", Day.exactly(min(known_on)))


def _unknown_risks(known: Known) -> tuple[list[str], list[date]]:
    """Which of the three risks nothing is known of, and since when the others are known."""
    growths = list(present(known.case))
    settled = bool(growths) and all(g.course != UNDECIDED for g in growths)
    absent = absent_on(known.case.history, known.case.clock, DIALYSIS)
    absent_since = [absent.since.last] if absent and absent.since else []
    infection = _infected(known)
    parts = (
        ("growth (too few exams)", settled, [g.last_on for g in growths]),
        ("dialysis (stated absent with a date)", bool(absent_since), absent_since),
        ("infection", infection.state == NO, [infection.on.last] if infection.on else []),
    )
    return [name for name, is_known, _ in parts if not is_known], [max(days) for _, ok, days in parts if ok and days]


def _read_absent(history: History, features: Iterable[str], modalities: tuple[str, ...] = ()) -> ExamSeen | None:
    """The newest exam, able to show all of them, that read every one of these features absent."""
    for exam in reversed(history.exams):
        absent = {f.feature for f in exam.features if f.value == ABSENT and able(exam, f.feature)}
        if (not modalities or exam.modality in modalities) and set(features) <= absent:
            return exam
    return None


def since(question: str, known: Known, on: Day) -> str:
    """What came after `on` and could have changed an answer: the newest exam or event, in words.

    Embolism is asked again by an event: a later exam of the heart says nothing of the brain.
    """
    exams = () if question == "embolism" else known.case.history.exams
    later = [(e.when, e.modality) for e in exams if surely_after(e.when, on)]
    later += [(e.when, event_label(e)) for e in known.case.history.events if surely_after(e.when, on)]
    if not later:
        return ""
    when, what = max(later, key=lambda pair: (pair[0].last, pair[1]))
    return f"{what} of {written(when)} came later"


_ASKED: dict[str, Callable[[Known], Said]] = {
    "ruptured": _ruptured,
    "infected": _infected,
    "embolism": _embolism,
    "tumour": _tumour,
    "valve": _valve,
    "high_risk": _high_risk,
}
