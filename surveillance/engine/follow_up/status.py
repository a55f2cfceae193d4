"""The failsafe: where every patient is at any moment, in the first state that applies (ARCHITECTURE 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from surveillance.engine.case import Case
from surveillance.engine.course.risk import flags_of_patient
from surveillance.engine.follow_up.windows import Window
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.dates import add_months
from surveillance.engine.known.history import AppointmentSeen, History
from surveillance.engine.message import Code, Message, say
from surveillance.engine.policy import Policy

STATUS_WORDS: Mapping[str, Message] = {
    "closed": say("status.closed"),
    "in_hospital": say("status.in_hospital"),
    "report_awaited": say("status.report_awaited"),
    "overdue": say("status.overdue"),
    "booked": say("status.booked"),
    "due_soon": say("status.due_soon"),
    "in_window": say("status.in_window"),
    "not_yet_due": say("status.not_yet_due"),
    "no_plan": say("status.no_plan"),
}
NEEDS_OWNER = ("overdue", "no_plan", "report_awaited")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FollowUpStatus:
    """One state and the day it is counted to or from: the deadline, the booking, the visit or the closure."""

    code: str  # a key of STATUS_WORDS
    reason: Message  # a sentence that does not change from one day to the next
    on: date | None = None
    lapsed: bool = False  # F3: long overdue
    owned: bool = False  # somebody answers for the recall

    @property
    def word(self) -> Message:
        """The state as shown."""
        return STATUS_WORDS[self.code]

    @property
    def is_lost(self) -> bool:
        """Whether the patient is in a state that somebody must answer for, and nobody does."""
        return self.code in NEEDS_OWNER and not self.owned

    def days(self, today: date) -> int | None:
        """Days past that day (positive) or left to it (negative)."""
        return None if self.on is None else (today - self.on).days


def status(case: Case, window: Window | None) -> FollowUpStatus:
    """The first state that applies, in the order of ARCHITECTURE 5; every history has exactly one."""
    lapsed = window is not None and lapsed_since(case, window) is not None
    for code, test in STATES:
        if found := test(case, window):
            on, reason = found
            return FollowUpStatus(code, reason, on, lapsed=lapsed, owned=case.history.owned)
    return FollowUpStatus("no_plan", _why_no_plan(case.history), None, owned=case.history.owned)


def lapsed_since(case: Case, window: Window) -> date | None:
    """F3: since when the exam is long overdue: late by more than half the interval with a high-risk flag, or more than
    18 months after the last exam that counts for anyone whose latest day has passed."""
    if not case.clock.reached(window.latest + ONE_DAY):
        return None
    anyone = max(add_months(window.counted_on, case.policy.long_overdue_months), window.latest) + ONE_DAY
    half = max((window.latest - window.counted_on).days, 0) * case.policy.long_overdue_fraction
    flagged = window.latest + timedelta(days=int(half)) + ONE_DAY
    days = [anyone] if case.clock.reached(anyone) else []
    if case.clock.reached(flagged) and (flags := flags_of_patient(case)):
        days.append(max(flagged, min(flag.on for flag in flags)))
    return min(days, default=None)


def booking(history: History, clock: Clock) -> AppointmentSeen | None:
    """The next date booked, today's included."""
    ahead = [a for a in history.appointments if a.state == "booked" and not clock.reached(a.on + ONE_DAY)]
    return min(ahead, key=lambda a: (a.on, a.id), default=None)


def without_outcome(history: History, clock: Clock) -> AppointmentSeen | None:
    """The last booked date gone by of which nobody said what became of it, and that no exam has followed."""
    return next((a for a in _without_exam(history, "booked") if clock.reached(a.on + ONE_DAY)), None)


def report_awaited(history: History, clock: Clock) -> AppointmentSeen | None:
    """The visit the patient came to of which no exam is recorded yet."""
    return next((a for a in _without_exam(history, "attended") if clock.reached(a.on)), None)


def _without_exam(history: History, state: str) -> list[AppointmentSeen]:
    """The appointments in `state` after which no exam is recorded, the latest first."""
    last = max((exam.when.last for exam in history.exams), default=date.min)
    found = [a for a in history.appointments if a.state == state and a.on > last]
    return sorted(found, key=lambda a: (a.on, a.id), reverse=True)


Found = tuple[date, Message] | None


def _closed(case: Case, window: Window | None) -> Found:
    end = case.history.ended
    if end is None:
        return None
    return end.when.first, say("status.ended", reason=Code("closures", end.reason), when=end.when)


def _in_hospital(case: Case, window: Window | None) -> Found:
    if window is None or window.plan != "in_hospital" or case.clock.reached(window.latest + ONE_DAY):
        return None
    return window.latest, say("status.look_again", on=window.latest)


def _report_awaited(case: Case, window: Window | None) -> Found:
    visit = report_awaited(case.history, case.clock)
    return (visit.on, say("status.came", on=visit.on)) if visit else None


def _overdue(case: Case, window: Window | None) -> Found:
    if window and case.clock.reached(window.latest + ONE_DAY):
        return window.latest, say("status.latest_was", latest=window.latest, why=window.said)
    if past := without_outcome(case.history, case.clock):
        return past.on, say("status.no_outcome", on=past.on)
    ahead = booking(case.history, case.clock)
    if window and ahead and ahead.on > window.latest:
        return window.latest, say("status.booked_late", on=ahead.on, latest=window.latest)
    return None


def _booked(case: Case, window: Window | None) -> Found:
    ahead = booking(case.history, case.clock)
    return (ahead.on, say("status.booked_for", on=ahead.on)) if ahead else None


def _due_soon(case: Case, window: Window | None) -> Found:
    if window and case.clock.reached(due_soon_on(window, case.policy)):
        return window.latest, say("status.due_by", latest=window.latest, why=window.said)
    return None


def _in_window(case: Case, window: Window | None) -> Found:
    if window and case.clock.reached(window.earliest):
        return window.latest, say("status.open_until", latest=window.latest, why=window.said)
    return None


def _not_yet_due(case: Case, window: Window | None) -> Found:
    if window is None:
        return None
    return window.earliest, say("status.opens", earliest=window.earliest, why=window.said)


def due_soon_on(window: Window, policy: Policy) -> date:
    """F1: from when the exam is due soon."""
    return window.latest - timedelta(days=int(policy.due_soon_days))


def _why_no_plan(history: History) -> Message:
    if history.plan and history.plan.kind == "elsewhere":
        return say("status.elsewhere")
    if not history.lesions:
        return say("status.no_lesion")
    return say("status.no_recall")


STATES = (
    ("closed", _closed),
    ("in_hospital", _in_hospital),
    ("report_awaited", _report_awaited),
    ("overdue", _overdue),
    ("booked", _booked),
    ("due_soon", _due_soon),
    ("in_window", _in_window),
    ("not_yet_due", _not_yet_due),
)
