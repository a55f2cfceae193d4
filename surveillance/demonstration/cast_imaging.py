"""Directed patients for each step of the imaging protocol (P1 to P6), with visits, eGFR and contraindications."""

from __future__ import annotations

from datetime import date

from registry.models import Decision, LabResult, Visit
from surveillance.demonstration.cast_courses import sizes
from surveillance.demonstration.story import Look, Story, ago


def _day(on: date) -> dict[str, object]:
    return {"on_first": on, "on_last": on, "precision": "day"}


def _egfr(story: Story, on: date, value: float) -> None:
    story.fact(on, LabResult, **_day(on), kind="egfr", value=value, unit="mL/min/1.73m2")


def ct_only(story: Story, today: date) -> None:
    """P1: found by chance on a CT, no TTE yet."""
    story.exam(ago(today, days=20), Look(22.0, "CT", core=None, mobile=None, reason="incidental"))


def origin_of_regurgitation(story: Story, today: date) -> None:
    """P2: where the regurgitation comes from is unclear; seen in the clinic on the same day."""
    sizes(story, today, (23, 23), every=8, days=260)
    unclear = (("mr_through_lesion", "indeterminate", ""),)
    seen = ago(today, days=12)
    story.exam(seen, Look(24.0, mr="moderate", more=unclear))
    story.fact(seen, Visit, **_day(seen), nyha="2", rhythm="sinus", conduction="normal", pulse=74,
               systolic_mmhg=142, diastolic_mmhg=78, temperature_c=36.6, antithrombotics="antiplatelet")  # fmt: skip


def thrombus_or_content(story: Story, today: date) -> None:
    """P3: thrombus or content is open after TOE; the kidney asks for care with gadolinium."""
    sizes(story, today, (21, 22), every=8, days=200)
    story.exam(ago(today, days=15), Look(22.0, "TOE"))
    story.condition(ago(today, days=14), "differential_thrombus")
    _egfr(story, ago(today, days=10), 27.0)


def device_not_safe(story: Story, today: date) -> None:
    """P4: CMR would tell, but the device is not safe in the magnet."""
    sizes(story, today, (24, 24), every=8, days=90)
    story.condition(ago(today, days=60), "mr_unsafe_device")
    story.condition(ago(today, days=8), "differential_tumour")


def operation_decided(story: Story, today: date) -> None:
    """P4: an operation is decided, nobody has seen how far the calcium reaches."""
    sizes(story, today, (27, 28), every=8, days=60)
    on = ago(today, days=6)
    story.fact(on, Decision, **_day(on), intended="replacement", urgency="elective",
               question="Mitral stenosis with symptoms: operate?", decision="Replacement after CT.",
               reason="Symptoms and gradient.")  # fmt: skip
    _egfr(story, ago(today, days=5), 64.0)


def infection_after_toe(story: Story, today: date) -> None:
    """P5: endocarditis, TOE done; is there an active focus in the lesion?"""
    sizes(story, today, (22, 22), every=8, days=150)
    story.event(ago(today, days=40), "endocarditis", organism="Staphylococcus aureus")
    story.exam(ago(today, days=38), Look(22.0, "TOE", reason="symptom"))


def no_probe(story: Story, today: date) -> None:
    """P6: a stroke without a leak, but no TOE: the oesophagus."""
    sizes(story, today, (20, 21), every=8, days=100)
    story.condition(ago(today, days=90), "oesophageal_disease")
    story.event(ago(today, days=20), "stroke", told_on=ago(today, days=18), attribution="possible")


IMAGING = (
    ct_only, origin_of_regurgitation, thrombus_or_content, device_not_safe, operation_decided, infection_after_toe,
    no_probe,
)  # fmt: skip
