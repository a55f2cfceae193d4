"""When the next exam is due and where the follow-up stands: by hand, from CLINICAL F5, F6 and B1, ARCHITECTURE 5.

Where they are silent, docs/decisions/ and what the engine says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from surveillance.engine.known.history import AppointmentSeen, ExamSeen, PlanSeen, TreatmentSeen
from tests.oracle.reasons_by_hand import Reasons, months
from tests.oracle.segments_by_hand import standing


@dataclass(frozen=True, slots=True)
class Due:
    """The days within which the next exam is due, and by which plan."""

    earliest: date
    target: date
    latest: date
    plan: str
    counted_from: str


class FollowUp(Reasons):
    """One patient's plans and state on one day."""

    def closed(self) -> bool:
        """CLINICAL F5 and B1: a closure (a transfer once it is accepted), or death."""
        closure = self.history.closure
        ended = closure is not None and closure.reason != "transfer_proposed"
        return bool(ended or any(event.kind == "death" for event in self.history.events))

    def due(self) -> Due | None:
        """A clinician's own plan beats all; else the plan by state that ends first, of whatever lesion."""
        if self.closed():
            return None
        own = self.history.plan
        if own and (found := self.set_by_clinician(own)):
            return found
        plans = [plan for lesion in self.lesions() for plan in self.by_state(lesion)]
        soonest = min(plans, key=lambda due: (due.latest, due.earliest), default=None)
        elsewhere = soonest and own and own.kind == "elsewhere"
        return replace(soonest, plan="elsewhere") if soonest and elsewhere else soonest

    def lesions(self) -> tuple[str, ...]:
        """The lesions; a patient without one is followed all the same, and so is a rupture that names none of them."""
        lesions = self.history.lesions or ("",)
        return (*lesions, "") if len(lesions) > 1 and standing(self.history, "") else lesions

    def counted(self) -> tuple[date, str]:
        """What the clock counts from."""
        if not self.exams:
            return self.history.enrolled_on, "enrolment"
        return self.exams[-1].when.first, self.exams[-1].id

    def set_by_clinician(self, own: PlanSeen) -> Due | None:
        """A date until an exam meets it (done from 30 days before it, or on the recheck day); or months."""
        _, source = self.counted()
        if own.on and own.kind != "interval":
            soon = timedelta(0) if own.kind == "in_hospital" else self.month
            if not any(exam.when.first >= max(own.set_on, own.on - soon) for exam in self.exams):
                return Due(own.on, own.on, own.on, own.kind, source)
        latest = own.latest_months or own.earliest_months
        if own.kind not in ("interval", "elsewhere") or not latest:
            return None
        return self.spaced(own.kind, latest, own.earliest_months if own.latest_months else None)

    def spaced(self, plan: str, latest: float, earliest: float | None) -> Due:
        """From so many to so many months after the last exam that counts."""
        on, source = self.counted()
        last = months(on, latest)
        if earliest is None:
            return Due(max(on, last - self.month), last, last, plan, source)
        first = min(months(on, earliest), last)
        return Due(first, first + (last - first) // 2, last, plan, source)

    def by_state(self, lesion: str) -> Iterator[Due]:
        """CLINICAL B1: every plan that the state of one lesion asks for."""
        operation = self.operation(lesion)
        reasons = list(self.reasons(lesion, self.is_out(lesion) or not self.routine(lesion)))
        if operation and (due := self.operated(lesion, operation)):
            yield due
            if not self.exams_after(operation):
                return
        found = [self.sooner(lesion, *reason) for reason in reasons]
        routine = "" if self.is_out(lesion) else self.routine(lesion)
        if routine and not found:
            found.append(self.spaced(routine, self.policy.latest_months, self.policy.earliest_months))
        yield from found if self.exams else [self.from_enrolment(due.plan) for due in found[:1]]

    def from_enrolment(self, plan: str) -> Due:
        """No exam that counts yet: due from enrolment, within a booking cycle."""
        on = self.history.enrolled_on
        return Due(on, on, on + timedelta(days=int(self.policy.escalate_days)), plan, "enrolment")

    def sooner(self, lesion: str, plan: str, count: float, began: date) -> Due:
        """A shorter interval, but 30 days from when its reason began at the least, and never after the routine."""
        on, source = self.counted()
        short = months(on, count)
        latest = max(short, began + self.month)
        if self.routine(lesion) and not self.is_out(lesion):
            latest = max(short, min(latest, months(on, self.policy.latest_months)))
        return Due(max(on, latest - self.month), latest, latest, plan, source)

    def exams_after(self, operation: TreatmentSeen) -> list[ExamSeen]:
        """The exams since an operation but for the baseline of the first days."""
        baseline = operation.when.first + timedelta(days=int(self.policy.operated_baseline_days))
        return [exam for exam in self.exams if exam.when.first >= baseline]

    def operated(self, lesion: str, operation: TreatmentSeen) -> Due | None:
        """One month; for a lesion that is out twelve months too, then yearly."""
        p, began = self.policy, operation.when.first
        after = self.exams_after(operation)
        if not after:
            on, count, source = began, p.operated_first_months, operation.id
        elif not self.is_out(lesion):
            return None
        else:
            year_ends = months(began, p.operated_second_months) - self.month
            on, count, source = after[-1].when.first, p.operated_second_months, after[-1].id
            on = began if on < year_ends else on
        latest = months(on, count)
        return Due(max(on, latest - self.month), latest, latest, "operated", source)

    def status(self, due: Due | None) -> str:
        """ARCHITECTURE 5: the first of these that applies."""
        today = self.today
        last = max((exam.when.last for exam in self.history.exams), default=date.min)
        booked = [a for a in self.history.appointments if a.state == "booked"]
        ahead = min((a.on for a in booked if a.on >= today), default=None)
        for word, applies in (
            ("closed", self.closed()),
            ("in_hospital", due and due.plan == "in_hospital" and today <= due.latest),
            ("report_awaited", any(self.unreported(a, last) for a in self.history.appointments)),
            ("overdue", due and (today > due.latest or (ahead and ahead > due.latest))),
            ("overdue", any(last < a.on < today for a in booked)),
            ("booked", ahead),
            ("due_soon", due and today >= due.latest - self.month),
            ("in_window", due and today >= due.earliest),
            ("not_yet_due", due),
        ):
            if applies:
                return word
        return "no_plan"

    def unreported(self, visit: AppointmentSeen, last: date) -> bool:
        """A visit the patient came to of which no exam is recorded."""
        return visit.state == "attended" and last < visit.on <= self.today
