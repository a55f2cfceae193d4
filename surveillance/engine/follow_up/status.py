"""The failsafe: where every patient is at any moment, in the first state that applies (ARCHITECTURE 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from registry.vocabulary.terms import CLOSURES, labels
from surveillance.engine.case import Case
from surveillance.engine.course.risk import flags_of_patient
from surveillance.engine.follow_up.windows import Window, closed
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.dates import add_months, written
from surveillance.engine.known.history import AppointmentSeen, History
from surveillance.engine.policy import Policy

STATUS_WORDS = {
    "closed": "closed",
    "in_hospital": "in hospital",
    "report_awaited": "attended, report awaited",
    "overdue": "overdue",
    "booked": "booked",
    "due_soon": "due soon",
    "in_window": "in window",
    "not_yet_due": "not yet due",
    "no_plan": "no plan",
}
NEEDS_OWNER = ("overdue", "no_plan", "report_awaited")
CLOSURE_LABELS = labels(CLOSURES)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FollowUpStatus:
    """One state and the day it is counted to or from: the deadline, the booking, the visit or the closure."""

    code: str  # a key of STATUS_WORDS
    reason: str  # a sentence that does not change from one day to the next
    on: date | None = None
    lapsed: bool = False  # F3: long overdue
    owned: bool = False  # somebody answers for the recall

    @property
    def word(self) -> str:
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


def report_awaited(history: History, clock: Clock) -> AppointmentSeen | None:
    """The visit the patient came to of which no exam is recorded yet."""
    return next((a for a in _without_exam(history, "attended") if clock.reached(a.on)), None)


def _without_exam(history: History, state: str) -> list[AppointmentSeen]:
    """The appointments in `state` after which no exam is recorded, the latest first."""
    last = max((exam.when.last for exam in history.exams), default=date.min)
    found = [a for a in history.appointments if a.state == state and a.on > last]
    return sorted(found, key=lambda a: (a.on, a.id), reverse=True)


Found = tuple[date, str] | None


def _closed(case: Case, window: Window | None) -> Found:
    end = closed(case.history)
    return (end.when.first, f"{CLOSURE_LABELS.get(end.reason, end.reason)}, {written(end.when)}") if end else None


def _in_hospital(case: Case, window: Window | None) -> Found:
    if window is None or window.plan != "in_hospital" or case.clock.reached(window.latest + ONE_DAY):
        return None
    return window.latest, f"look again on {written(window.latest)}"


def _report_awaited(case: Case, window: Window | None) -> Found:
    visit = report_awaited(case.history, case.clock)
    return (visit.on, f"came on {written(visit.on)}, no exam is recorded yet") if visit else None


def _overdue(case: Case, window: Window | None) -> Found:
    if window and case.clock.reached(window.latest + ONE_DAY):
        return window.latest, f"latest day was {written(window.latest)}: {window.why}"
    past = next((a for a in _without_exam(case.history, "booked") if case.clock.reached(a.on + ONE_DAY)), None)
    if past:
        return past.on, f"booked for {written(past.on)}, no outcome is recorded"
    ahead = booking(case.history, case.clock)
    if window and ahead and ahead.on > window.latest:
        return window.latest, f"booked for {written(ahead.on)}, after the latest day {written(window.latest)}"
    return None


def _booked(case: Case, window: Window | None) -> Found:
    ahead = booking(case.history, case.clock)
    return (ahead.on, f"booked for {written(ahead.on)}") if ahead else None


def _due_soon(case: Case, window: Window | None) -> Found:
    if window and case.clock.reached(due_soon_on(window, case.policy)):
        return window.latest, f"due by {written(window.latest)}: {window.why}"
    return None


def _in_window(case: Case, window: Window | None) -> Found:
    if window and case.clock.reached(window.earliest):
        return window.latest, f"window open until {written(window.latest)}: {window.why}"
    return None


def _not_yet_due(case: Case, window: Window | None) -> Found:
    return (window.earliest, f"window opens on {written(window.earliest)}: {window.why}") if window else None


def due_soon_on(window: Window, policy: Policy) -> date:
    """F1: from when the exam is due soon."""
    return window.latest - timedelta(days=int(policy.due_soon_days))


def _why_no_plan(history: History) -> str:
    if history.plan and history.plan.kind == "elsewhere":
        return "followed elsewhere, and neither a date nor an interval is set to obtain the report"
    if not history.lesions:
        return "no lesion is recorded and no clinician has set a date"
    return "MAC only, or regressed to MAC on two exams: no automatic recall unless a clinician sets one"


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
