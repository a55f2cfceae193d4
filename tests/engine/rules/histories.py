"""Histories for the pure tests, in one line each: exams, forms, events by date, and their growth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from surveillance.engine.case import Case
from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.day import Day
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.history import (
    ConditionSeen,
    CultureSeen,
    EventSeen,
    ExamSeen,
    FeatureSeen,
    FormSeen,
    History,
    LabSeen,
    Reading,
    TreatmentSeen,
    VisitSeen,
)
from surveillance.engine.policy import DEFAULT, Policy
from surveillance.engine.rules import RULE
from surveillance.engine.rules.base import Signal

L = "L1"
TODAY = date(2026, 6, 1)
SIGNED = replace(DEFAULT, version="1", signed=True)


def day(text: str) -> Day:
    """2024, 2024-03 or 2024-03-10; "~" before it makes it nominal."""
    nominal, text = text.startswith("~"), text.lstrip("~")
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return Day(date(parts[0], 1, 1), date(parts[0], 12, 31), "nominal" if nominal else "year")
    if len(parts) == 2:
        after = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        return Day(date(parts[0], parts[1], 1), after - timedelta(days=1), "nominal" if nominal else "month")
    on = date(*parts)
    return Day(on, on, "nominal" if nominal else "day")


def exam(when: str, mass: float | str | None = None, *, modality: str = "TTE", **more) -> ExamSeen:
    """An exam with the size of the mass ("gone": not visible); core=, strand=, defect= too; has=, no= features."""
    sizes = {"mass": mass} | {target: more.pop(target) for target in ("core", "strand", "defect") if target in more}
    lesion = more.pop("lesion", L)
    details = more.pop("details", {})
    readings = tuple(_reading(lesion, target, size) for target, size in sizes.items() if size is not None)
    features = [FeatureSeen(lesion, name, "present", details.get(name, "")) for name in more.pop("has", ())]
    features += [FeatureSeen(lesion, name, "absent") for name in more.pop("no", ())]
    features += [FeatureSeen(lesion, name, "not_assessed") for name in more.pop("unread", ())]
    return ExamSeen(
        id=f"{modality}-{when}",
        when=day(when),
        modality=modality,
        readings=readings,
        features=tuple(features),
        **{"quality": "good", "annulus": "measured" if isinstance(mass, int | float) else "", **more},
    )


def _reading(lesion: str, target: str, size: float | str) -> Reading:
    gone = size == "gone"
    return Reading(lesion, target, "long", None if gone else float(size), not_visible=gone)


def form(
    when: str, code: str, *, lesion: str = L, cardiologist: bool = False, answer: str = "", exam: str = ""
) -> FormSeen:
    """A form read by a person."""
    return FormSeen(f"form-{when}-{code}", lesion, day(when), code, exam or None, cardiologist, answer)


def event(when: str, kind: str, *, attribution: str = "", lesion: str | None = None, organism: str = "") -> EventSeen:
    """Something dated that happened."""
    return EventSeen(f"event-{when}-{kind}", kind, day(when), lesion, attribution, organism)


def culture(when: str) -> CultureSeen:
    """A positive blood culture."""
    return CultureSeen(f"culture-{when}", day(when))


def treatment(when: str, kind: str, *, lesion: str | None = None) -> TreatmentSeen:
    """A treatment."""
    return TreatmentSeen(f"treatment-{when}-{kind}", kind, day(when), lesion)


def dialysis(since: str | None = None, *, until: str | None = None) -> ConditionSeen:
    """Haemodialysis."""
    return ConditionSeen(
        "dialysis", "dialysis", "present", day(since) if since else None, day(until) if until else None
    )


def condition(kind: str, since: str | None = None, *, until: str | None = None, severity: str = "") -> ConditionSeen:
    """A condition that is present."""
    began, ended = (day(since) if since else None), (day(until) if until else None)
    return ConditionSeen(f"condition-{kind}", kind, "present", began, ended, severity)


def visit(when: str, **said: str) -> VisitSeen:
    """A visit with its rhythm or conduction."""
    return VisitSeen(f"visit-{when}", day(when), **said)


def lab(when: str, kind: str, value: float, *, low: float | None = None, high: float | None = None) -> LabSeen:
    """A laboratory value in mmol/L with the laboratory's limits."""
    return LabSeen(f"lab-{when}-{kind}", kind, day(when), value, "mmol/L", low, high)


def echo(when: str, *, modality: str = "TTE", quality: str = "good", **typed: float | str) -> ExamSeen:
    """An echo with typed readings: mr_grade="mild", eroa_cm2=0.4, ms_gradient_mmhg=6 …"""
    return exam(when, modality=modality, quality=quality, typed=typed)


def history(*facts, **more) -> History:
    """The history of one patient with one lesion: the facts in any order, sorted."""
    kinds = {
        ExamSeen: "exams",
        FormSeen: "forms",
        EventSeen: "events",
        CultureSeen: "cultures",
        ConditionSeen: "conditions",
        TreatmentSeen: "treatments",
        VisitSeen: "visits",
        LabSeen: "labs",
    }
    found: dict[str, list] = {name: [] for name in kinds.values()}
    for fact in facts:
        found[kinds[type(fact)]].append(fact)
    for name, rows in found.items():
        if name != "conditions":
            rows.sort(key=lambda row: (row.when.first, row.when.last, row.id))
    sorted_facts = {name: tuple(rows) for name, rows in found.items()}
    return History(**{"patient": "P", "enrolled_on": date(2020, 1, 1), "lesions": (L,), **sorted_facts, **more})


def case(patient: History | Case, *, today: date = TODAY, policy: Policy = DEFAULT) -> Case:
    """The patient on one day under these numbers, with the growth of every target unless another is given."""
    if isinstance(patient, Case):
        return replace(patient, policy=policy, clock=Clock(today))
    return case_of(patient, policy, today)


def growing(*, step_mm: float = 4.0, exams: int = 5, start_mm: float = 20.0) -> tuple[ExamSeen, ...]:
    """Yearly TTEs up to January 2026, larger by `step_mm` each."""
    first = 2026 - exams + 1
    return tuple(exam(f"{first + n}-01-10", start_mm + n * step_mm) for n in range(exams))


def signals(
    rule_id: str, patient: History | Case, *, today: date = TODAY, policy: Policy = DEFAULT
) -> tuple[Signal, ...]:
    """What one rule says."""
    return RULE[rule_id].check(case(patient, today=today, policy=policy)).signals


def severities(rule_id: str, patient: History, *, today: date = TODAY, policy: Policy = DEFAULT) -> list[str]:
    """How severe, "h" behind those that are historical."""
    return [s.severity + "h" * s.historical for s in signals(rule_id, patient, today=today, policy=policy)]
