"""In what state a lesion is and what asks for an earlier look: by hand, from CLINICAL B and B1, ARCHITECTURE 6.

Where they are silent, docs/decisions/ and what the engine says of itself; every vague day counts from its earliest.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from surveillance.engine.day import Day
from surveillance.engine.known.history import ExamSeen, History, TreatmentSeen
from surveillance.engine.policy import Policy
from tests.oracle.course_by_hand import course
from tests.oracle.filter_by_hand import Course
from tests.oracle.segments_by_hand import CATHETER, SURGERY, cuts, present, sizes, standing, surely_after
from tests.oracle.sizes_by_hand import Size

INFECTIONS = ("sepsis", "bacteraemia", "endocarditis")
EXPOSURES = ("pneumonia", "line_infection")
REMOVED = ("excision", "replacement")
EXAMINED = ("measured", "not_visible", "excised", "prosthesis_assessed")
SHOWS = {
    "mobile_element": ("TTE", "TOE", "CMR"),
    "vegetation": ("TTE", "TOE", "CT"),
    "abscess": ("TTE", "TOE", "CT", "PET"),
    "echolucent_core": ("TTE", "TOE"),
}
RANK = {"resolved": 0, "mac": 1, "ccma": 2, "ruptured_ccma": 3}
ONE_DAY = timedelta(days=1)


def months(day: date, count: float) -> date:
    """So many calendar months later; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + int(count), 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def resets(exam: ExamSeen) -> bool:
    """CLINICAL F6: an adequate echo that examined the annulus; whatever shows sizes and a clinician has accepted."""
    if exam.modality not in ("TTE", "TOE", "CT", "CMR"):
        return False
    mass = [reading for reading in exam.readings if reading.target == "mass"]
    examined = exam.annulus in EXAMINED if exam.annulus else any(r.size_mm is not None or r.not_visible for r in mass)
    outside = exam.external or exam.inpatient or exam.modality not in ("TTE", "TOE")
    return exam.accepted or (not outside and exam.quality != "poor" and examined)


class Reasons:
    """What one patient's plans rest on, on one day."""

    def __init__(self, history: History, policy: Policy, today: date) -> None:
        self.history, self.policy, self.today = history, policy, today
        self.segments = sizes(history)
        self.courses: dict[tuple[int, date], Course] = {}
        found = [exam for exam in history.exams if resets(exam)]
        self.exams = sorted(found, key=lambda exam: (exam.when.first, exam.when.last, exam.id))
        self.month = timedelta(days=int(policy.due_soon_days))

    # the states

    def routine(self, lesion: str) -> str:
        """ccma; regressed until two sources agree that lie six months apart; "" for MAC only, which has no recall."""
        read = self.forms(lesion)
        core = self.since(lesion, "echolucent_core") is not None
        if read and not core and all(form in ("mac", "resolved") for _, form, _ in read):
            return ""
        worse = [n for n, (_, form, _) in enumerate(read) if RANK[form] >= RANK["ccma"]]
        after = read[worse[-1] + 1 :] if worse else []
        if not after:
            return "ccma"
        apart = months(after[0][0].last, self.policy.regressed_apart_months)  # CLINICAL B1: "two concordant exams"
        agreed = any(source != after[0][2] and when.first >= apart for when, _, source in after[1:])
        return "" if agreed else "regressed"

    def forms(self, lesion: str) -> list[tuple[Day, str, str]]:
        """The definite readings with their source; of several on one day the worst."""
        read = [(f.when, f.form, f.exam or f.id) for f in self.history.forms if f.lesion == lesion and f.form in RANK]
        worst = {when: max(RANK[form] for day, form, _ in read if day == when) for when, _, _ in read}
        return [(when, form, source) for when, form, source in read if RANK[form] == worst[when]]

    def operation(self, lesion: str, kinds: tuple[str, ...] = (*SURGERY, *CATHETER)) -> TreatmentSeen | None:
        """The last operation of these kinds on the lesion."""
        found = [t for t in self.history.treatments if t.kind in kinds and t.lesion in (None, "", lesion)]
        return found[-1] if found else None

    def is_out(self, lesion: str) -> bool:
        """Whether the lesion was taken out and neither read nor measured since."""
        out = self.operation(lesion, REMOVED)
        if out is None:
            return False
        read = self.forms(lesion)
        if read and RANK[read[-1][1]] >= RANK["ccma"] and surely_after(read[-1][0], out.when):
            return False
        return not any(
            reading.lesion == lesion and reading.target == "mass" and reading.size_mm is not None
            for exam in self.history.exams
            if surely_after(exam.when, out.when)
            for reading in exam.readings
        )

    # the reasons to look sooner

    def reasons(self, lesion: str, without_recall: bool) -> Iterator[tuple[str, float, date]]:
        """Rupture, a second look, and what shortens the interval; dialysis alone recalls no MAC."""
        p = self.policy
        ruptured = [day.first for day in standing(self.history, lesion)]
        if ruptured:
            yield "ruptured", p.ruptured_months, min(ruptured)
        short = [*ruptured, *self.infected(), *self.findings(lesion), *self.growing(lesion)]
        if not (short or not without_recall):
            return
        if watched := self.watched(lesion):
            spent = self.second_looks() >= p.watch_successions  # CLINICAL G4: "at most two in succession, then 6 m"
            yield ("short", p.short_months, min(watched)) if spent else ("watch", p.watch_interval_months, min(watched))
        short += self.dialysis()
        if short:
            yield "short", p.short_months, min(short)

    def infected(self) -> Iterator[date]:
        """Infections and exposures of the last six months, counted from the latest day they may have been."""
        rows = [e.when for e in self.history.events if e.kind in (*INFECTIONS, *EXPOSURES)]
        rows += [culture.when for culture in self.history.cultures]
        lasts = timedelta(days=int(self.policy.infection_days))
        yield from (when.first for when in rows if self.today <= when.last + lasts)

    def findings(self, lesion: str) -> Iterator[date]:
        """A mobile part, a vegetation or an abscess that is still there."""
        for feature in ("mobile_element", "vegetation", "abscess"):
            if since := self.since(lesion, feature):
                yield since.first

    def dialysis(self) -> Iterator[date]:
        """Dialysis today: begun, not ended by its own date, nor by a later "no longer"."""
        rows = [c for c in self.history.conditions if c.kind == "dialysis"]
        stops = [c.since for c in rows if c.status == "absent" and c.since and c.since.last <= self.today]
        for row in rows:
            begun = row.since is None or row.since.first <= self.today
            over = bool(row.until and row.until.last < self.today)
            stopped = any(row.since is None or surely_after(stop, row.since) for stop in stops)
            if row.status == "present" and begun and not over and not stopped:
                yield row.since.first if row.since else self.history.enrolled_on

    def since(self, lesion: str, feature: str) -> Day | None:
        """The first exam of the present run of a feature: an able exam that surely came later and reads absent ends
        it, and surgery does; presence beats absence in one exam."""
        ends = [
            exam.when
            for exam in self.history.exams
            if exam.quality != "poor" and exam.modality in SHOWS[feature] and not present(exam, lesion, feature)
            if any(f.lesion == lesion and f.feature == feature and f.value == "absent" for f in exam.features)
        ]
        operations = (t for t in self.history.treatments if t.kind in SURGERY and t.lesion in (None, "", lesion))
        ends += [t.when for t in operations]
        begun = last = None
        for exam in self.history.exams:
            if present(exam, lesion, feature):
                if last and any(surely_after(end, last) and surely_after(exam.when, end) for end in ends):
                    begun = last = None
                begun, last = begun or exam.when, max(last or exam.when, exam.when, key=lambda day: day.last)
        return None if last is None or any(surely_after(end, last) for end in ends) else begun

    # growth

    def current(self, lesion: str) -> Iterator[tuple[str, list[Size]]]:
        """The sizes of each target since the last operation or rupture, if none has ended them."""
        for (of, target), segments in self.segments.items():
            if of == lesion and not any(cut >= segments[-1][-1].day for cut in cuts(self.history, lesion)):
                yield target, segments[-1]

    def growing(self, lesion: str) -> Iterator[date]:
        """Progression since the first exam of its run; an abrupt rise since its exam, but not the return of what was
        out of sight."""
        for target, read in self.current(lesion):
            told = self.told(read)
            if told.word == "progression":
                yield self.run_start(lesion, target, read, lambda said: said.word == "progression")
            elif told.word == "abrupt" and (told.z[-1] or 0.0) > 0.0:
                before = [size for size in read if size.day == told.days[-2]]
                if any(size.mm is not None for size in before):
                    yield told.days[-1]

    def told(self, read: list[Size], until: date | None = None) -> Course:
        """The course of these sizes as it was said on a day; each is reckoned once."""
        until = until or max(size.day for size in read)
        key = (id(read), until)
        if key not in self.courses:
            self.courses[key] = course([size for size in read if size.day <= until], self.policy)
        return self.courses[key]

    def watched(self, lesion: str) -> list[date]:
        """Since when growth is likelier than not; while an abrupt change is held nothing is said of the slope."""
        return [
            self.run_start(lesion, target, read, self.is_watched)
            for target, read in self.current(lesion)
            if self.is_watched(self.told(read))
        ]

    def is_watched(self, said: Course) -> bool:
        """CLINICAL G4, once there is a rate."""
        apart = (said.days[-1] - said.days[0]).days > self.policy.rate_span_days
        return apart and said.word != "abrupt" and said.growing >= self.policy.watch_probability

    def run_start(self, lesion: str, target: str, read: list[Size], holds: Callable[[Course], bool]) -> date:
        """The first exam of the unbroken run after which it was said; a held day breaks nothing."""
        days = sorted({size.day for size in read})
        first = days[-1]
        for day in reversed(days):
            said = self.told(read, day)
            if holds(said):
                first = day
            elif said.word != "abrupt":
                break
        shown = [
            exam
            for exam in self.history.exams
            if exam.when.middle == first and not exam.when.too_vague
            if any(r.lesion == lesion and r.target == target and r.size_mm is not None for r in exam.readings)
        ]
        return shown[0].when.first if shown else first

    def second_looks(self) -> int:
        """How many of the last exams in succession were early second looks: said to be, or scheduled and that early."""
        looks, p = 0, self.policy
        for exam, before in zip(reversed(self.exams), reversed(self.exams[:-1]), strict=False):
            until = months(before.when.first, p.watch_interval_months) + self.month
            early = before.when.last < exam.when.first <= until
            if not (exam.reason == "watch" or (exam.reason in ("", "scheduled") and early)):
                break
            looks += 1
        return looks
