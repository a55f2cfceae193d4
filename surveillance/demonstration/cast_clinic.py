"""Directed patients for the rules on the core, the valve, infection, rhythm, heart failure and aggravating disease."""

from __future__ import annotations

from datetime import date

from surveillance.demonstration.cast_courses import sizes
from surveillance.demonstration.story import Look, Story, ago

RATE = ("heart_rate", 68)


def core_enlarges(story: Story, today: date) -> None:
    """M3, S3: echo-lucent areas, then one large anechoic space."""
    sizes(story, today, (24, 24), every=8, days=240)
    story.exam(ago(today, days=7), Look(25.0, "TOE", core="large_anechoic"))


def regurgitation_worse(story: Story, today: date) -> None:
    """V1, S2: mild, then moderate."""
    sizes(story, today, (21, 21), every=8, days=240)
    story.exam(ago(today, days=12), Look(21.0, mr="moderate"))


def severe_regurgitation(story: Story, today: date) -> None:
    """V1 and V3, S3: severe by EROA, the ventricle suffers."""
    sizes(story, today, (23, 23), every=8, days=250)
    numbers = (("eroa_cm2", 0.45), ("rvol_ml", 66), ("lvef_percent", 56), ("lvesd_mm", 42), ("pasp_mmhg", 54))
    story.exam(ago(today, days=9), Look(23.0, "TOE", mr="severe", echo=numbers))


def acute_regurgitation(story: Story, today: date) -> None:
    """V1 and E4, S4: acute regurgitation with pulmonary oedema in CCMA."""
    sizes(story, today, (26, 26), every=8, days=200)
    story.event(ago(today, days=2), "acute_mr", told_on=ago(today, days=1))
    story.event(ago(today, days=2), "pulmonary_oedema", told_on=ago(today, days=1))


def stenosis_worse(story: Story, today: date) -> None:
    """V2, S2: the gradient crosses 5 mmHg and rises by more than 3 at the same heart rate."""
    story.exam(ago(today, days=380), Look(28.0, echo=(("ms_gradient_mmhg", 4), RATE)))
    story.exam(ago(today, days=15), Look(28.0, echo=(("ms_gradient_mmhg", 8), RATE)))


def vegetation(story: Story, today: date) -> None:
    """I2, S4: a vegetation and no blood culture yet."""
    sizes(story, today, (22, 22), every=8, days=220)
    story.exam(ago(today, days=1), Look(22.0, "TOE", more=(("vegetation", "present", ""),), reason="symptom"))


def exposed(story: Story, today: date) -> None:
    """I3, S2, C1, C2: on dialysis by a line that was infected; phosphate out of range."""
    story.condition(ago(today, months=18), "dialysis")
    story.condition(ago(today, days=60), "central_line")
    sizes(story, today, (20, 20, 20), every=6, days=100)
    story.event(ago(today, days=11), "line_infection", told_on=ago(today, days=10))
    story.lab(ago(today, days=10), "phosphate", 2.1, unit="mmol/L", low=0.8, high=1.5)
    story.lab(ago(today, days=10), "calcium", 2.4, unit="mmol/L", low=2.2, high=2.6)


def fibrillates(story: Story, today: date) -> None:
    """E2, S2: fibrillation on the ECG of a visit."""
    sizes(story, today, (19, 19), every=9, days=120)
    story.visit(ago(today, days=200), rhythm="sinus", conduction="normal")
    story.visit(ago(today, days=8), rhythm="af", pulse=104)


def blocked(story: Story, today: date) -> None:
    """E3, S3: second-degree AV block where the ECG was normal."""
    sizes(story, today, (25, 25), every=9, days=150)
    story.visit(ago(today, days=300), rhythm="sinus", conduction="normal")
    story.visit(ago(today, days=3), rhythm="sinus", conduction="av_block_2")


def fails_with_mac(story: Story, today: date) -> None:
    """E4, S3: heart failure where only MAC is known; C3 by severe aortic stenosis."""
    story.condition(ago(today, days=400), "aortic_stenosis", severity="severe")
    sizes(story, today, (15, 15), every=10, days=300, look=Look(form="mac", core=""))
    story.event(ago(today, days=5), "heart_failure", told_on=ago(today, days=4))


CLINIC = (
    core_enlarges, regurgitation_worse, severe_regurgitation, acute_regurgitation, stenosis_worse, vegetation, exposed,
    fibrillates, blocked, fails_with_mac,
)  # fmt: skip
