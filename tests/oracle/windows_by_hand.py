"""When the next exam is due and where the follow-up stands: by hand, from CLINICAL F6 and B1, ARCHITECTURE 5.

Where they are silent, docs/decisions.md; never surveillance/trajectory.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from surveillance.policy import Policy
from surveillance.trajectory.history import Day, ExamSeen, History
from tests.oracle.course_by_hand import Course
from tests.oracle.segments_by_hand import (
    ADEQUATE,
    CATHETER,
    SURGERY,
    cuts,
    present,
    standing_signs,
    surely_after,
)

INFECTIONS = ("sepsis", "bacteraemia", "endocarditis")
REMOVED = ("excision", "replacement")
EXAMINED = ("measured", "not_visible", "excised", "prosthesis_assessed")
SHOWS_MOBILE = ("TTE", "TOE", "CMR")


@dataclass(frozen=True, slots=True)
class Due:
    """The days within which the next exam is due, and by which plan."""

    earliest: date
    latest: date
    plan: str
    counted_from: str


def months(day: date, count: float) -> date:
    """So many calendar months later; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + int(count), 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def resets(exam: ExamSeen) -> bool:
    """CLINICAL F6: an adequate echo that examined the annulus; CT, CMR and exams from outside once accepted."""
    needs_accepting = exam.modality not in ("TTE", "TOE") or exam.external or exam.inpatient
    able = exam.modality in ("TTE", "TOE", "CT", "CMR")
    return able and exam.quality in ADEQUATE and exam.annulus in EXAMINED and (exam.accepted or not needs_accepting)


class Calendar:
    """One patient's plans on one day."""

    def __init__(
        self, history: History, courses: Mapping[tuple[str, str], Course], policy: Policy, today: date
    ) -> None:
        self.history, self.courses, self.policy, self.today = history, courses, policy, today
        self.exams = [exam for exam in history.exams if resets(exam)]
        self.last = self.exams[-1] if self.exams else None
        self.lesions = history.lesions

    def closed(self) -> bool:
        """A closure, or a death that was recorded or told of."""
        told = bool(self.history.contacts) and self.history.contacts[-1].outcome == "died"
        return bool(self.history.closure or told or any(e.kind == "death" for e in self.history.events))

    def due(self) -> Due | None:
        """A clinician's own plan beats all; else the plan by state that comes first."""
        if self.closed():
            return None
        return self.set_by_clinician() or self.by_state()

    def set_by_clinician(self) -> Due | None:
        plan = self.history.plan
        if plan is None:
            return None
        if plan.kind == "in_hospital":
            return self.single(plan.on, "in_hospital", plan.id) if plan.on else None
        if plan.kind == "date":
            done = any(exam.when.first > plan.set_on for exam in self.exams)
            return self.single(plan.on, "date", plan.id) if plan.on and not done else None
        if plan.kind == "interval" and plan.latest_months:
            on, source = self.counted()
            latest = months(on, plan.latest_months)
            if plan.earliest_months is None:
                return self.single(latest, "interval", source)
            return Due(months(on, plan.earliest_months), latest, "interval", source)
        return None

    def counted(self) -> tuple[date, str]:
        return (self.last.when.middle, self.last.id) if self.last else (self.history.enrolled_on, "enrolment")

    def single(self, latest: date, plan: str, source: str) -> Due:
        """A plan of one number opens 30 days before its latest day, but not before what it counts from."""
        return Due(latest - timedelta(days=int(self.policy.due_soon_days)), latest, plan, source)

    def by_state(self) -> Due | None:
        if self.last is None:
            on = self.history.enrolled_on
            return Due(on, on + timedelta(days=int(self.policy.due_soon_days)), "ccma", "enrolment")
        found = [due for due in (self.operated(), *self.sooner(), self.routine()) if due]
        return min(found, key=lambda due: due.latest, default=None)

    def operated(self) -> Due | None:
        """Excised or replaced: 1 and 12 months, then yearly; other operations: 1 month, then by state."""
        done = [t for t in self.history.treatments if t.kind in (*SURGERY, *CATHETER)]
        if not done:
            return None
        last, p = done[-1], self.policy
        baseline = last.when.middle + timedelta(days=int(p.operated_baseline_days))
        after = [exam for exam in self.exams if exam.when.middle > baseline]
        if not after:
            return self.single(months(last.when.middle, p.operated_first_months), "operated", last.id)
        if last.kind not in REMOVED:
            return None
        if len(after) == 1:
            return self.single(months(last.when.middle, p.operated_second_months), "operated", last.id)
        return self.single(months(after[-1].when.middle, p.operated_second_months), "operated", after[-1].id)

    def routine(self) -> Due | None:
        """6 to 12 months for CCMA and while a regression is unconfirmed; MAC only has no recall."""
        states = {self.state(lesion) for lesion in self.lesions} or {"ccma"}
        on, source = self.counted()
        for plan in ("ccma", "regressed"):
            if plan in states:
                p = self.policy
                return Due(months(on, p.earliest_months), months(on, p.latest_months), plan, source)
        return None

    def state(self, lesion: str) -> str:
        """mac, ccma or regressed (smaller form read after CCMA, not yet confirmed six months apart)."""
        read = [f for f in self.history.forms if f.lesion == lesion and f.form != "indeterminate"]
        if not read:
            return "ccma"
        if read[-1].form not in ("mac", "resolved"):
            return "ccma"
        big = [n for n, f in enumerate(read) if f.form in ("ccma", "ruptured_ccma")]
        if not big:
            return "mac"
        since = read[big[-1] + 1 :]
        apart = months(since[0].when.middle, self.policy.regressed_apart_months)
        return "mac" if since[-1].when.middle >= apart else "regressed"

    def sooner(self) -> Iterator[Due]:
        """Reasons to look sooner, each 30 days from when it began at the least and never after the routine."""
        p = self.policy
        for began in self.ruptures():
            yield self.shortened(p.ruptured_months, began, "ruptured")
        growing = [c for c in self.current() if c.growing >= p.watch_probability]
        if growing:
            yield self.watched()
        for began in self.short_reasons():
            yield self.shortened(p.short_months, began, "short")

    def watched(self) -> Due:
        row = 0
        for exam in reversed(self.exams):
            if exam.reason != "watch":
                break
            row += 1
        p = self.policy
        if row >= p.watch_successions:
            return self.shortened(p.short_months, None, "short")
        return self.shortened(p.watch_interval_months, None, "watch")

    def current(self) -> list[Course]:
        """The courses that no operation or rupture has ended since."""
        return [
            course
            for (lesion, _), course in self.courses.items()
            if not any(cut >= course.days[-1] for cut in cuts(self.history, lesion))
        ]

    def shortened(self, count: float, began: Day | None, plan: str) -> Due:
        on, source = self.counted()
        latest = months(on, count)
        if began is not None:
            latest = max(latest, began.first + timedelta(days=int(self.policy.due_soon_days)))
        routine = self.routine()
        if routine:
            latest = min(latest, routine.latest)
        return self.single(latest, plan, source)

    def ruptures(self) -> list[Day]:
        return [sign.when for lesion in self.lesions for sign in standing_signs(self.history, lesion)[:1]]

    def short_reasons(self) -> Iterator[Day | None]:
        """Dialysis, a mobile part, a recent infection, progression."""
        only_mac = bool(self.lesions) and {self.state(lesion) for lesion in self.lesions} == {"mac"}
        if not only_mac:
            yield from (
                c.since
                for c in self.history.conditions
                if c.kind == "dialysis" and c.status == "present" and self.on_now(c.since, c.until)
            )
        for lesion in self.lesions:
            began = self.mobile_since(lesion)
            if began:
                yield began
        infected = [e.when for e in self.history.events if e.kind in INFECTIONS]
        infected += [culture.when for culture in self.history.cultures]
        lasts = timedelta(days=int(self.policy.infection_days))
        yield from (when for when in infected if when.last <= self.today <= when.last + lasts)
        if any(course.word == "progression" for course in self.current()):
            yield None

    def on_now(self, since: Day | None, until: Day | None) -> bool:
        return (since is None or since.first <= self.today) and (until is None or until.last > self.today)

    def mobile_since(self, lesion: str) -> Day | None:
        """The first exam of the present run of a mobile part; an able exam that reads absent ends it, and surgery."""
        since: Day | None = None
        for exam in self.history.exams:
            if present(exam, lesion, "mobile_element"):
                since = since or exam.when
            elif since and exam.quality != "poor" and exam.modality in SHOWS_MOBILE and surely_after(exam.when, since):
                absent = any(
                    f.lesion == lesion and f.feature == "mobile_element" and f.value == "absent" for f in exam.features
                )
                since = None if absent else since
        operated = [t for t in self.history.treatments if t.kind in SURGERY and t.lesion in (None, "", lesion)]
        return None if since and any(surely_after(t.when, since) for t in operated) else since

    def status(self, due: Due | None) -> str:
        """ARCHITECTURE 5: the first of these that applies."""
        today = self.today
        if self.closed():
            return "closed"
        plan = self.history.plan
        if plan and plan.kind == "in_hospital" and plan.on and today <= plan.on:
            return "in_hospital"
        since = self.history.exams[-1].when.last if self.history.exams else date.min
        open_ones = [a for a in self.history.appointments if a.on > since or a.on > today]
        attended = [a.on for a in open_ones if a.state == "attended"]
        if attended and today <= max(attended) + timedelta(days=int(self.policy.due_soon_days)):
            return "report_awaited"
        if due is None:
            return "booked" if any(a.state == "booked" for a in open_ones) else "no_plan"
        booked = [a.on for a in open_ones if a.state == "booked"]
        if today > due.latest or any(on > due.latest or on < today for on in booked):
            return "overdue"
        if booked:
            return "booked"
        if today >= due.latest - timedelta(days=int(self.policy.due_soon_days)):
            return "due_soon"
        return "in_window" if today >= due.earliest else "not_yet_due"
