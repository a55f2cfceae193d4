"""Directed patients whose features and events raise each rule on mobility, form, rupture, infection and embolism."""

from __future__ import annotations

from datetime import date

from registry.models import Decision
from surveillance.demonstration import cast_team as team
from surveillance.demonstration.cast_courses import sizes
from surveillance.demonstration.story import Look, Story, ago

TORN = (("capsule_defect", "present", ""), ("leaking_content", "present", ""))
FISTULA = (("fistula", "present", "lv_la"), ("mr_through_lesion", "present", ""))


def mobile_part(story: Story, today: date) -> None:
    """M1, S3: a new mobile strand."""
    sizes(story, today, (26, 26, 27), every=7, days=210)
    story.exam(ago(today, days=3), Look(27.0, "TOE", mobile=True, short=True))


def mobile_part_and_stroke(story: Story, today: date) -> None:
    """M1 with embolism and E1, S4: attributed probable after a work-up."""
    sizes(story, today, (23, 24), every=8, days=200)
    story.exam(ago(today, days=6), Look(24.0, "TOE", mobile=True, reason="symptom"))
    workup = ["af", "carotid", "thrombus", "endocarditis"]
    story.event(ago(today, days=8), "stroke", told_on=ago(today, days=6), attribution="probable", workup=workup)
    team.brief(story, ago(today, days=4), brain_imaging="ischaemia", wishes="Fears another stroke more than surgery.")


def stroke_of_open_cause(story: Story, today: date) -> None:
    """E1, S4: an urgent question is open."""
    sizes(story, today, (21, 22, 21), every=8, days=120)
    story.event(ago(today, days=2), "stroke", told_on=ago(today, days=1), attribution="undetermined")


def stroke_long_ago(story: Story, today: date) -> None:
    """E1, historical: another cause was found."""
    sizes(story, today, (21, 21, 22), every=9, days=150)
    story.event(ago(today, days=400), "stroke", attribution="other_cause", detail="atrial fibrillation")


def tia(story: Story, today: date) -> None:
    """E1 by a transient attack."""
    sizes(story, today, (18, 18), every=8, days=60)
    story.event(ago(today, days=10), "tia", told_on=ago(today, days=9))


def mac_turns_ccma(story: Story, today: date) -> None:
    """M4, S2: MAC in which an echo-lucent core has appeared."""
    sizes(story, today, (17, 18), every=9, days=270, look=Look(form="mac", core=""))
    story.exam(ago(today, days=5), Look(20.0))


def ruptures(story: Story, today: date) -> None:
    """R1 and M4, S4: the capsule is interrupted and content leaks."""
    sizes(story, today, (29, 31, 30), every=8, days=200)
    look = Look(
        33.0, "TOE", "ruptured_ccma", core="large_anechoic", mobile=True, mr="severe", more=TORN, reason="symptom"
    )
    story.exam(ago(today, days=1), look)
    story.event(ago(today, days=2), "rupture", told_on=ago(today, days=1))
    story.event(ago(today, days=2), "pulmonary_oedema", told_on=ago(today, days=1))


def fistula(story: Story, today: date) -> None:
    """R2, S4: a fistula from LV to LA after sepsis."""
    story.condition(ago(today, months=20), "dialysis")
    sizes(story, today, (25, 26), every=8, days=160)
    story.event(ago(today, days=25), "sepsis", organism="Staphylococcus aureus", detail="blood cultures 3 of 3")
    look = Look(28.0, "TOE", "ruptured_ccma", core="large_anechoic", mr="severe", more=FISTULA, reason="symptom")
    story.exam(ago(today, days=3), look)
    story.exam(
        ago(today, days=2),
        Look(29.0, "CT", "ruptured_ccma", core=None, more=(("contrast_filled_space", "present", ""),)),
    )
    team.brief(story, ago(today, days=2), dialysis_days=["mon", "wed", "fri"], frailty=6.0, sts_percent=11.3)
    team.answer(story, ago(today, days=1), "tumour", "no", "CT: contrast-filled space, no enhancing tissue")
    team.decision(
        story, ago(today, days=1), "replacement", "urgent", question="Operate during the antibiotic treatment?",
        decision="Valve replacement and closure of the fistula this week", reason="Fistula with severe regurgitation",
        dissent="Nephrology: the risk of the operation is thought to be higher than the score says",
    )  # fmt: skip


def ruptured_and_operated(story: Story, today: date) -> None:
    """Undecided, treated: ruptured, replaced, prosthesis assessed."""
    sizes(story, today, (30, 31), every=8, days=700)
    look = Look(32.0, "TOE", "ruptured_ccma", core="large_anechoic", mr="severe", more=TORN, reason="symptom")
    story.exam(ago(today, days=420), look)
    story.event(ago(today, days=421), "rupture", told_on=ago(today, days=420))
    story.treatment(ago(today, days=410), "replacement", detail="bioprosthesis")
    for days in (378, 45):
        prosthesis = Look(None, form="", core=None, mobile=None, annulus="prosthesis_assessed", mr="none")
        story.exam(ago(today, days=days), prosthesis)


def ruptured_conservative(story: Story, today: date) -> None:
    """R1, historical: ruptured months ago, not operated, seen every three months."""
    look = Look(24.0, "TOE", "ruptured_ccma", core="large_anechoic", mobile=True, mr="severe", more=TORN)
    story.exam(ago(today, days=500), Look(24.0))
    for days in (230, 140, 50):
        story.exam(ago(today, days=days), look)
    story.event(ago(today, days=232), "rupture", told_on=ago(today, days=230))
    team.brief(story, ago(today, days=215), frailty=7.0, sts_percent=14.8, wishes="Does not wish an operation.")
    team.answer(story, ago(today, days=210), "tumour", "no", "CMR elsewhere: no perfusion of the centre")
    team.decision(
        story, ago(today, days=210), "surveillance", question="Operate on the ruptured lesion?",
        decision="No operation; echo every three months", reason="Frailty and the patient's wish",
    )  # fmt: skip


def sepsis(story: Story, today: date) -> None:
    """I1, S4: bacteraemia in a known lesion."""
    sizes(story, today, (22, 22, 23), every=8, days=90)
    story.event(ago(today, days=1), "bacteraemia", organism="Staphylococcus hominis", detail="dialysis catheter")


def sepsis_on_mac(story: Story, today: date) -> None:
    """I1, S4, although only MAC is known (Figure 2: MAC to fistula in two weeks)."""
    sizes(story, today, (14, 15), every=10, days=300, look=Look(form="mac", core=""))
    story.event(ago(today, days=4), "sepsis", told_on=ago(today, days=3), organism="Streptococcus agalactiae")


def endocarditis_treated(story: Story, today: date) -> None:
    """I1, historical: treated months ago; the risk of the first six months still shows in the heading."""
    sizes(story, today, (20, 20, 21), every=8, days=40)
    story.event(ago(today, days=150), "endocarditis", organism="Staphylococcus aureus")
    story.treatment(ago(today, days=148), "antibiotics", detail="6 weeks")
    team.brief(story, ago(today, days=120))
    team.answer(story, ago(today, days=120), "infected", "no", "TOE after the treatment: no vegetation")
    team.answer(story, ago(today, days=120), "tumour", "cannot_tell", "CMR not possible: cannot hold the breath")


def decided_not_done(story: Story, today: date) -> None:
    """X4: an urgent replacement was decided twelve days ago and is not recorded as done."""
    sizes(story, today, (26, 27, 27), every=8, days=40)
    on = ago(today, days=12)
    values = {"question": "severe regurgitation: operate?", "decision": "replacement, urgently"}
    days = {"on_first": on, "on_last": on, "precision": "day"}
    story.fact(on, Decision, **days, **values, intended="replacement", urgency="urgent")


def modalities_disagree(story: Story, today: date) -> None:
    """X1: an echo reads MAC, a CT nine days later CCMA."""
    story.exam(ago(today, days=21), Look(22.0, form="mac", core=""))
    story.exam(ago(today, days=12), Look(23.0, "CT", core=None, mobile=None))


EVENTS = (
    ruptures, mobile_part, sepsis, mobile_part_and_stroke, stroke_of_open_cause, fistula, mac_turns_ccma,
    ruptured_and_operated, ruptured_conservative, sepsis_on_mac, stroke_long_ago, tia, endocarditis_treated,
    decided_not_done, modalities_disagree,
)  # fmt: skip
