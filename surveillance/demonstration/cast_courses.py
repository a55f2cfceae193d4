"""Directed patients whose sizes show each course and each rule on growth, on shrinking and on suspicious values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from surveillance.demonstration.story import Look, Story, ago

PLAIN = Look()
CM_FOR_MM = "“2.7 cm” had been typed as 2.7 mm"


def sizes(story: Story, today: date, found: Sequence[float], *, every: int, days: int, look: Look = PLAIN) -> list[str]:
    """Exams so many months apart with these sizes, the last one so many days ago; gives their keys."""
    last = len(found) - 1
    return [
        story.exam(ago(today, months=every * (last - place), days=days), replace(look, mm=float(mm)))
        for place, mm in enumerate(found)
    ]


def grows(story: Story, today: date) -> None:
    """G1, S2: 20 to 33 mm in three years; toward rupture by growth alone."""
    sizes(story, today, (20, 23, 24, 27, 30, 33), every=8, days=12)


def grows_on_dialysis(story: Story, today: date) -> None:
    """G1, S3: the same on dialysis."""
    story.condition(ago(today, months=40), "dialysis")
    sizes(story, today, (24, 26, 29, 31, 35, 37, 41), every=6, days=9)


def steady(story: Story, today: date) -> None:
    """Stable: thirteen exams in six years around 25 mm."""
    sizes(story, today, (25, 25, 26, 25, 24, 25, 26, 25, 25, 24, 25, 25, 25), every=6, days=60)


def steady_by_two_modalities(story: Story, today: date) -> None:
    """Stable although CT reads it 3 mm larger than TTE: the offset is learnt, no false growth."""
    for place, (mm, modality) in enumerate(
        zip((22, 22, 25, 22, 25, 21, 22, 25, 22, 22, 22), ("TTE", "TTE", "CT") * 4, strict=False)
    ):
        story.exam(ago(today, months=7 * (10 - place), days=40), Look(float(mm), modality, short=modality == "CT"))


def shrinks(story: Story, today: date) -> None:
    """G5: 34 to 21 mm; toward regression."""
    sizes(story, today, (34, 32, 30, 28, 26, 24, 21), every=7, days=20)


def back_to_mac(story: Story, today: date) -> None:
    """Toward regression: CCMA read as MAC, agreed by a second exam; its core was answered "ruled out"."""
    sizes(story, today, (24, 24), every=8, days=500)
    story.exam(ago(today, days=240), Look(22.0, form="mac", core=""))
    story.assess(ago(today, days=236), "mac", rupture="ruled_out", basis="TOE and brain imaging unremarkable")
    story.exam(ago(today, days=30), Look(22.0, form="mac", core=""))


def jumps(story: Story, today: date) -> None:
    """G2: 22 to 36 mm at the last exam, held until the next one decides."""
    sizes(story, today, (22, 22, 23, 22, 36), every=8, days=4)


def drops(story: Story, today: date) -> None:
    """G6: 31 to 16 mm at the last exam; an urgent question, not good news."""
    sizes(story, today, (31, 30, 31, 31, 16), every=8, days=6)


def vanishes(story: Story, today: date) -> None:
    """G6: no longer visible."""
    sizes(story, today, (24, 23, 24), every=7, days=213)
    story.exam(ago(today, days=8), Look(None, "TOE", form="resolved", core=None, not_visible=True))


def vanished_and_answered(story: Story, today: date) -> None:
    """G6 answered: rupture was ruled out by a cardiologist."""
    sizes(story, today, (27, 26), every=8, days=460)
    gone = ago(today, days=220)
    story.exam(gone, Look(None, "TOE", form="resolved", core=None, not_visible=True))
    story.assess(ago(today, days=215), "resolved", rupture="ruled_out", basis="TOE, brain imaging")


def core_vanishes(story: Story, today: date) -> None:
    """G6: the echo-lucent core is gone, the mass is not."""
    sizes(story, today, (26, 26, 27), every=8, days=250)
    story.exam(ago(today, days=5), Look(26.0, core=""))


def misread_once(story: Story, today: date) -> None:
    """A misreading of 10 mm that the next exam settles: no silent rupture is cried."""
    sizes(story, today, (24, 24, 25, 35, 24, 25), every=7, days=30)


def stepped_up(story: Story, today: date) -> None:
    """A step of 10 mm that two later exams confirm."""
    sizes(story, today, (21, 22, 21, 32, 32, 33), every=6, days=45)


def watched(story: Story, today: date) -> None:
    """G4: growth likelier than not; a second look after three months."""
    sizes(story, today, (20, 21, 23, 24), every=8, days=20)


def seen_once(story: Story, today: date) -> None:
    """Undecided: one exam."""
    story.exam(ago(today, days=40), Look(19.0))


def small_and_new(story: Story, today: date) -> None:
    """Undecided, without the badge for more than 10 mm."""
    sizes(story, today, (8, 9), every=9, days=70)


def typed_in_cm(story: Story, today: date) -> None:
    """X2: a size a tenth of the others was confirmed when it was entered; a data query before any alarm."""
    sizes(story, today, (28, 28, 29), every=8, days=245)
    story.exam(ago(today, days=7), Look(2.9, reported="2.9 mm", rounding=0.1))


def typed_in_cm_and_corrected(story: Story, today: date) -> None:
    """The same, found and corrected: the wrong exam stays readable as retracted."""
    sizes(story, today, (27, 27), every=8, days=300)
    on = ago(today, days=60)
    key = story.exam(on, Look(2.7, rounding=0.1, reported="2.7 mm"))
    story.correct(ago(today, days=57), key, reason=CM_FOR_MM, entry=story.entry(on, Look(27.0, reported="2.7 cm")))


def entered_for_another(story: Story, today: date) -> None:
    """An exam of somebody else was entered here and taken back."""
    sizes(story, today, (33, 33, 32), every=8, days=90)
    key = story.exam(ago(today, days=50), Look(14.0))
    story.change(ago(today, days=49), key, "exam of another patient entered here")


def first_date_vague(story: Story, today: date) -> None:
    """The first size is known to the year only: it is shown, but gives no growth."""
    year = today.year - 4
    look = story.entry(date(year, 1, 1), Look(18.0))
    look.values |= {"on_last": date(year, 12, 31), "precision": "year"}
    story.late(ago(today, months=30), look)
    sizes(story, today, (20, 20, 21), every=9, days=100)


COURSES = (
    grows, jumps, vanishes, shrinks, steady, drops, core_vanishes, grows_on_dialysis, back_to_mac, watched,
    typed_in_cm, seen_once, misread_once, stepped_up, vanished_and_answered, steady_by_two_modalities,
    small_and_new, typed_in_cm_and_corrected, entered_for_another, first_date_vague,
)  # fmt: skip
