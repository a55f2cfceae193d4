"""What speaks against an exam in this patient: contraindications bar it, the kidney and a pacemaker ask for care."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import DIALYSIS
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.conditions import NOT_RECORDED, PRESENT, present_on, state_on
from surveillance.engine.known.dates import add_months
from surveillance.engine.known.history import History, LabSeen
from surveillance.engine.known.pacing import has_pacemaker
from surveillance.engine.message import Code, Message, Text, say
from surveillance.engine.policy import OURS

# Review §4 for CMR ("contraindicated or not tolerated in poor breath-holder patients"); the others are ours.
BARRED_BY = {
    "TOE": ("oesophageal_disease", "bleeding_risk", "sedation_risk"),
    "CMR": ("gadolinium_contraindicated", "mr_unsafe_device", "breath_hold", "claustrophobia"),
    "CT": ("contrast_allergy",),
    "PET": ("fdg_preparation",),
}
CONTRAINDICATIONS = tuple(kind for kinds in BARRED_BY.values() for kind in kinds)
WITH_CONTRAST = ("CT", "CMR")
EGFR_UNIT = "mL/min/1.73 m²"


def bars(history: History, clock: Clock, modality: str) -> tuple[Code, ...]:
    """The recorded contraindications against this modality today, in words; none for TTE."""
    kinds = BARRED_BY.get(modality, ())
    return tuple(Code("conditions", kind) for kind in kinds if present_on(history, clock, kind))


def stated(history: History, clock: Clock) -> tuple[tuple[Code, ...], tuple[Code, ...]]:
    """The contraindications that stand, and those of which nothing is recorded, in words."""
    states = {kind: state_on(history, clock, kind) for kind in CONTRAINDICATIONS}
    here = tuple(Code("conditions", kind) for kind, state in states.items() if state == PRESENT)
    return here, tuple(Code("conditions", kind) for kind, state in states.items() if state == NOT_RECORDED)


def cautions(case: Case, modality: str) -> tuple[Message, ...]:
    """What to think of before the exam; a caution never bars it."""
    found = [say("barriers.masked")] if modality == "PET" else []
    if modality in WITH_CONTRAST:
        found.append(_kidney(case))
    if modality == "CMR" and has_pacemaker(case.history, case.clock):
        found.append(say("barriers.pacemaker"))
    return tuple(found)


def _kidney(case: Case) -> Message:
    """The eGFR before contrast, with its date; the number is ours and the local rule of radiology decides."""
    dialysed = present_on(case.history, case.clock, DIALYSIS)
    dialysis: Text = say("barriers.dialysis") if dialysed else ""
    found = _recent(case)
    if found is None:
        return say("barriers.no_egfr", months=case.policy.egfr_age_months, ours=OURS, dialysis=dialysis)
    value, unit, when, limit = found.value, found.unit or EGFR_UNIT, found.when, case.policy.egfr_caution
    if value < limit:
        return say("barriers.low_egfr", value=value, unit=unit, when=when, limit=limit, ours=OURS, dialysis=dialysis)
    return say("barriers.egfr", value=value, unit=unit, when=when, dialysis=dialysis)


def _recent(case: Case) -> LabSeen | None:
    """The last eGFR, if it surely is young enough."""
    values = [lab for lab in case.history.labs if lab.kind == "egfr" and case.clock.reached(lab.when.first)]
    last = max(values, key=lambda lab: (lab.when.last, lab.when.first), default=None)
    if last is None or case.clock.reached(add_months(last.when.first, case.policy.egfr_age_months)):
        return None
    return last
