"""Directed patients who stand in each state of follow-up: due, booked, overdue, lost, in hospital, closed."""

from __future__ import annotations

from datetime import date, timedelta

from surveillance.demonstration.cast_courses import sizes
from surveillance.demonstration.story import Look, Story, ago
from surveillance.models import FollowUpPlan

YEAR = 12  # months: the latest date of an uncomplicated CCMA (review §5)


def not_yet_due(story: Story, today: date) -> None:
    """Seen two months ago."""
    story.book(ago(today, months=9), ago(today, months=2), outcome="attended")
    sizes(story, today, (18, 19), every=7, days=61)


def in_window(story: Story, today: date) -> None:
    """Seen eight months ago, no date yet."""
    sizes(story, today, (22, 22), every=8, days=243)


def due_soon(story: Story, today: date) -> None:
    """F1: due within 30 days."""
    story.exam(ago(today, months=YEAR) + timedelta(days=18), Look(25.0))


def booked(story: Story, today: date) -> None:
    """A date is booked inside the window."""
    sizes(story, today, (21, 22), every=9, days=280)
    story.book(ago(today, days=5), today + timedelta(days=12))


def moved(story: Story, today: date) -> None:
    """A booked date was moved once."""
    sizes(story, today, (28, 27), every=9, days=250)
    key = story.book(ago(today, days=30), today + timedelta(days=2))
    story.change(ago(today, days=3), key, "ward transport not available", on=today + timedelta(days=16))


def just_overdue(story: Story, today: date) -> None:
    """F2: eleven days past the latest day."""
    story.exam(ago(today, months=YEAR, days=11), Look(23.0))


def overdue_a_while(story: Story, today: date) -> None:
    """F2: past the latest day by more than one booking cycle; reached once, call later."""
    story.exam(ago(today, months=YEAR, days=47), Look(26.0))
    story.contact(ago(today, days=9), "call_later", again_on=today + timedelta(days=5))


def overdue_and_at_risk(story: Story, today: date) -> None:
    """F2, S2 and F3, S3: a mobile part is known and the six months have long passed."""
    sizes(story, today, (24, 25), every=6, days=320, look=Look(mobile=True))


def hard_to_reach(story: Story, today: date) -> None:
    """F2, S2: three attempts without an answer."""
    story.exam(ago(today, months=YEAR, days=60), Look(20.0))
    for days in (40, 25, 10):
        story.contact(ago(today, days=days), "no_answer")


def long_overdue(story: Story, today: date) -> None:
    """F3, S3: no exam that counts for almost two years; two dates were missed."""
    story.exam(ago(today, months=22), Look(30.0))
    for months in (10, 8):
        story.book(ago(today, months=months + 2), ago(today, months=months), outcome="missed")
    story.contact(ago(today, days=200), "letter_sent", way="letter")


def booked_too_late(story: Story, today: date) -> None:
    """Overdue: the date that is booked lies after the latest day."""
    story.exam(ago(today, months=11), Look(24.0))
    story.book(ago(today, days=14), today + timedelta(days=80), reason="patient abroad until then")


def outcome_missing(story: Story, today: date) -> None:
    """Overdue: a booked date has passed and nobody has said what became of it."""
    story.exam(ago(today, months=9), Look(22.0))
    story.book(ago(today, days=60), ago(today, days=6))


def report_awaited(story: Story, today: date) -> None:
    """Came, but no exam is recorded yet."""
    story.exam(ago(today, months=10), Look(27.0))
    story.book(ago(today, days=40), ago(today, days=4), outcome="attended")


def in_hospital(story: Story, today: date) -> None:
    """An inpatient: look again on a date."""
    story.exam(ago(today, months=13), Look(25.0))
    story.event(ago(today, days=5), "hospital_admission", detail="hip fracture")
    plan = {
        "kind": "in_hospital",
        "on": today + timedelta(days=10),
        "set_on": ago(today, days=4),
        "reason": "inpatient",
    }
    story.fact(ago(today, days=4), FollowUpPlan, **plan)


def followed_elsewhere(story: Story, today: date) -> None:
    """Not closed: the report of another clinic is to be obtained."""
    story.exam(ago(today, months=7), Look(19.0))
    plan = {"kind": "elsewhere", "on": today + timedelta(days=45), "set_on": ago(today, months=6)}
    story.fact(ago(today, months=6), FollowUpPlan, **plan, reason="moved in with a daughter, followed by her clinic")


def own_interval(story: Story, today: date) -> None:
    """An interval of three to four months set by a clinician beats the plan by state."""
    sizes(story, today, (29, 30), every=6, days=70)
    plan = {"kind": "interval", "earliest_months": 3.0, "latest_months": 4.0, "set_on": ago(today, days=68)}
    story.fact(ago(today, days=68), FollowUpPlan, **plan, reason="close to the conduction system")


def mac_without_plan(story: Story, today: date) -> None:
    """No plan: MAC only, no automatic recall."""
    sizes(story, today, (12, 12), every=11, days=200, look=Look(form="mac", core=""))


def poor_window(story: Story, today: date) -> None:
    """F6: the last echo was of poor quality, the clock runs on."""
    story.exam(ago(today, months=10), Look(23.0))
    story.exam(ago(today, days=15), Look(None, form="", core=None, mobile=None, quality="poor", mr=""))


def outside_ct(story: Story, today: date) -> None:
    """F6: a CT done elsewhere that nobody has accepted as the follow-up exam."""
    story.exam(ago(today, months=10), Look(26.0))
    entry = story.entry(ago(today, days=20), Look(27.0, "CT", core=None, reason="incidental"))
    entry.values |= {"external": True, "site": "another hospital"}
    entry.reading = {"core_hu": 62.0, "phase": "unenhanced", "region": "centre of the mass"}
    story.late(ago(today, days=18), entry)


def dead(story: Story, today: date) -> None:
    """Closed: died."""
    sizes(story, today, (25, 25, 26), every=8, days=300)
    story.died(ago(today, days=130), told_on=ago(today, days=121))


def refused(story: Story, today: date) -> None:
    """Closed: refused further follow-up."""
    sizes(story, today, (21, 22), every=8, days=420)
    story.contact(ago(today, days=60), "refused")
    story.close(ago(today, days=60), "refused", note="wishes no further exams")


def transferred(story: Story, today: date) -> None:
    """Closed: transferred, accepted by the receiving centre."""
    sizes(story, today, (23, 23), every=8, days=300)
    story.close(ago(today, days=80), "transferred", note="accepted by the receiving centre")


def discharged(story: Story, today: date) -> None:
    """Closed: discharged from surveillance."""
    sizes(story, today, (16, 15, 15), every=10, days=260)
    story.close(ago(today, days=250), "discharged", note="age and frailty, agreed with the family")


def taken_up_again(story: Story, today: date) -> None:
    """Refused once, came back: the closure was taken back."""
    sizes(story, today, (24, 24), every=8, days=200)
    key = story.close(ago(today, days=150), "refused")
    story.change(ago(today, days=30), key, "patient wishes to be followed again")


FOLLOW_UP = (
    just_overdue, due_soon, booked, hard_to_reach, long_overdue, report_awaited, in_hospital, in_window, not_yet_due,
    mac_without_plan, dead, refused, transferred, discharged, overdue_and_at_risk, overdue_a_while, booked_too_late,
    outcome_missing, moved, followed_elsewhere, own_interval, poor_window, outside_ct, taken_up_again,
)  # fmt: skip
