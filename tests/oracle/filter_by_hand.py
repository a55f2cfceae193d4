"""One target led through its exam days by hand: a textbook Kalman filter with three stories after an abrupt day.

Written from CLINICAL C2 and D1 and, where they are silent, from docs/decisions.md; never from surveillance/trajectory.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from surveillance.policy import Policy
from tests.oracle.gaussian import Normal, solved

ORDER = ("TTE", "TOE", "CT", "CMR")  # of the modalities on one day: the first of all has no offset
AXES = ("long", "short", "third")
YEAR_DAYS = 365.25
WITHIN_EXAM, SAME_IMAGES = 0.3, 0.7  # CLINICAL D1: correlations of the errors of axes and of re-reads (both: product)
LAST_DIGITS = 1e-7  # nearer to a cut than this, either word is right


@dataclass(frozen=True, slots=True)
class Size:
    """One reading of one axis; `mm` is None when the target was not visible."""

    day: date
    exam: str
    axis: str
    mm: float | None
    modality: str = "TTE"
    reader: str = ""
    rounding: float = 1.0
    reread: bool = False  # a second reading of the same images

    @property
    def order(self) -> tuple[object, ...]:
        """The same whatever was entered first; only which modality and reader come first depends on it."""
        mm = -1.0 if self.mm is None else self.mm
        place = (self.day, ORDER.index(self.modality), AXES.index(self.axis), self.reread)
        return (*place, mm, self.reader, self.rounding, self.exam)


@dataclass(slots=True)
class Story:
    """One way in which the days so far may have come about."""

    belief: Normal
    since: date  # where the mean rate begins: the first exam or the last step
    log_odds: float = 0.0


@dataclass(slots=True)
class Course:
    """What is said of one target."""

    word: str = "not_enough"
    rate: float = 0.0
    rate_sd: float = 0.0
    level: float = 0.0  # of the first axis
    level_sd: float = 0.0
    growing: float = 0.0  # probabilities under the prior
    shrinking: float = 0.0
    steady: float | None = None
    days: list[date] = field(default_factory=list)
    z: list[float | None] = field(default_factory=list)  # by exam day
    verdicts: list[str] = field(default_factory=list)  # by exam day
    close: bool = False  # a decision hung on the last digits


class Filter:
    """One target led through its exam days."""

    def __init__(self, sizes: Sequence[Size], policy: Policy) -> None:
        ordered = sorted(followed(sizes), key=lambda size: size.order)
        self.days = [[s for s in ordered if s.day == on] for on in sorted({s.day for s in ordered})]
        self.policy, self.course = policy, Course(days=[day[0].day for day in self.days])
        self.reader = next((s.reader for s in ordered if s.reader), "")
        self.modalities = {(s.day, s.modality) for s in ordered}
        self.further = sorted({s.modality for s in ordered if s.mm is not None} - {ordered[0].modality})

    def stories(self) -> list[Story]:
        """Every day in turn: time passes, an earlier abrupt day is judged, the day is read. What it may all mean."""
        story, held = Story(self.beginning(), self.days[0][0].day), []
        before = story.since
        for number, day in enumerate(self.days):
            for rival in held or [story]:
                self.pass_time(rival.belief, (day[0].day - before).days / YEAR_DAYS)
            before = day[0].day
            if held:
                story = self.choose(held, day)
            held = self.read(story, day)
            if number == 0:
                begin_mean(story, before)
        return held or [story]

    def beginning(self) -> Normal:
        """Before the first exam: the slope and the offsets; a level is what its first reading makes it."""
        belief = Normal()
        belief.add("slope", 0.0, self.policy.slope_prior_sd**2)
        for modality in self.further:
            belief.add(modality, 0.0, self.policy.offset_sd**2)
        return belief

    def pass_time(self, belief: Normal, years: float) -> None:
        """CLINICAL D1: each level drifts by itself and by the slope they share, which drifts too."""
        levels = [axis for axis in AXES if axis in belief.names]
        bend = self.policy.slope_drift
        for axis in levels:
            belief.shift(axis, "slope", years)
            belief.widen(axis, axis, self.policy.level_drift * years)
        for number, axis in enumerate(levels):
            belief.widen(axis, "slope", bend * years**2 / 2.0)
            for other in levels[number:]:
                belief.widen(axis, other, bend * years**3 / 3.0)
        belief.widen("slope", "slope", bend * years)

    def read(self, story: Story, day: list[Size]) -> list[Story]:
        """Take in one exam day; an abrupt one leaves three stories."""
        known = [size for size in day if size.axis in story.belief.names]
        z = self.common_z(story.belief, known) if known else None
        cut = self.policy.abrupt_z
        self.course.close |= z is not None and abs(abs(z) - cut) < LAST_DIGITS
        abrupt = z is not None and abs(z) >= cut
        self.course.z.append(z)
        self.course.verdicts.append("held" if abrupt else "ordinary")
        if abrupt:
            return self.three(story, day)
        self.learn(story.belief, day, self.errors(story.belief, day))
        return []

    def three(self, story: Story, day: list[Size]) -> list[Story]:
        """Nothing special, a step of the level, or a misreading of the day: each with its odds so far."""
        p = self.policy
        errors = self.errors(story.belief, day)
        drift, wrong = (Story(story.belief.copied(), story.since) for _ in range(2))
        step = Story(story.belief.copied(), story.since)
        levels = [axis for axis in AXES if axis in step.belief.names]
        for number, axis in enumerate(levels):
            for other in levels[number:]:
                step.belief.widen(axis, other, p.step_sd**2)
        drift.log_odds = math.log(p.prior_drift) + self.learn(drift.belief, day, errors)
        step.log_odds = math.log(p.prior_step) + self.learn(step.belief, day, errors)
        wrong.log_odds = math.log(p.prior_misreading) + self.learn(wrong.belief, day, errors, p.misreading_sd)
        return [drift, step, wrong]

    def choose(self, held: list[Story], day: list[Size]) -> Story:
        """The story that explains the held day and this one best: their joint likelihood."""
        rated = []
        for rival in held:
            trial = rival.belief.copied()
            rated.append(rival.log_odds + self.learn(trial, day, self.errors(trial, day)))
        best = max(range(3), key=lambda n: rated[n])
        self.course.close |= sorted(rated)[-1] - sorted(rated)[-2] < LAST_DIGITS
        self.course.verdicts[-1] = ("drift", "step", "misreading")[best]
        if self.course.verdicts[-1] == "step":
            begin_mean(held[best], day[0].day)  # the day that shows it to be a step
        return held[best]

    def errors(self, belief: Normal, day: list[Size]) -> list[float]:
        """CLINICAL C2: the SD of each reading at the level predicted before the day."""
        return [self.error(size, self.predicted(belief, size.axis, day)) for size in day]

    def predicted(self, belief: Normal, axis: str, day: list[Size]) -> float:
        """The expected level of an axis; the mean size of its first day stands for it."""
        if axis in belief.names:
            return belief.mean[belief.names.index(axis)]
        found = [self.value(size) for size in day if size.axis == axis]
        return sum(found) / len(found)

    def error(self, size: Size, level: float) -> float:
        """The modality's SD or 6 % of the level, more for another reader, and the rounding of the report."""
        p = self.policy
        if size.mm is None:
            return p.not_visible_sd
        other = size.reader and self.reader and size.reader != self.reader
        sd = max(p.error_of(size.modality), p.error_relative * level) * (p.other_reader_factor if other else 1.0)
        return math.hypot(sd, size.rounding / math.sqrt(12.0))

    def value(self, size: Size) -> float:
        """The size, or what stands for "not visible"."""
        return self.policy.not_visible_mean if size.mm is None else size.mm

    def parts(self, size: Size) -> dict[str, float]:
        """What a reading shows apart from its error: the level of its axis and the offset of its modality."""
        offset = size.mm is not None and size.modality in self.further
        return {size.axis: 1.0, size.modality: 1.0} if offset else {size.axis: 1.0}

    def common_z(self, belief: Normal, day: list[Size]) -> float:
        """How far the day as a whole lies from what was expected, in SD: one test a day."""
        errors, parts = self.errors(belief, day), [self.parts(size) for size in day]
        shared = together(day)
        expected = [
            [belief.between(parts[i], parts[j]) + errors[i] * errors[j] * shared[i][j] for j in range(len(day))]
            for i in range(len(day))
        ]
        surprise = [self.value(size) - belief.about(part)[0] for size, part in zip(day, parts, strict=True)]
        weights = solved(expected, [1.0] * len(day))
        return sum(w * s for w, s in zip(weights, surprise, strict=True)) / math.sqrt(sum(weights))

    def learn(self, belief: Normal, day: list[Size], errors: list[float], misread: float = 0.0) -> float:
        """All readings of a day as one vector, and their log-likelihood; a misreading is one for all axes of a look.

        The errors become quantities of their own, so that an axis seen for the first time can enter at its size minus
        the error that the other axes of the exam let expect.
        """
        names = [f"error {n}" for n in range(len(day))]
        shared, seen = together(day), looks(day)
        for n, name in enumerate(names):
            belief.add(name, 0.0, errors[n] ** 2 + misread**2)
            for m in range(n):
                wrong = misread**2 if seen[m] == seen[n] else 0.0
                belief.widen(names[m], name, errors[m] * errors[n] * shared[m][n] + wrong)
        log, known = 0.0, [size.axis in belief.names for size in day]
        for n in sorted(range(len(day)), key=lambda n: not known[n]):
            parts = self.parts(day[n]) | {names[n]: 1.0}
            if day[n].axis in belief.names:
                log += belief.observe(parts, self.value(day[n]))
            else:
                del parts[day[n].axis]
                belief.define(day[n].axis, self.value(day[n]), dict.fromkeys(parts, -1.0))
        for name in names:
            belief.forget(name)
        return log


def begin_mean(story: Story, on: date) -> None:
    """From here on the mean rate counts: the levels of this day are remembered."""
    story.since = on
    for axis in AXES:
        if f"{axis} then" in story.belief.names:
            story.belief.forget(f"{axis} then")
        if axis in story.belief.names:
            story.belief.define(f"{axis} then", 0.0, {axis: 1.0})


def followed(sizes: Sequence[Size]) -> list[Size]:
    """The short and the third axis join from the first day with a long one, and not on a day that saw nothing."""
    long = [size for size in sizes if size.axis == AXES[0]]
    start, blank = min(size.day for size in long), {size.day for size in long if size.mm is None}
    return [s for s in sizes if s in long or (s.mm is not None and s.day >= start and s.day not in blank)]


def looks(day: Sequence[Size]) -> list[tuple[object, ...]]:
    """Of each reading of a day which images it was read from, and in which look at them.

    The axes of one exam are read from the same images in one look; a second size on the same axis from others; a
    re-read is a look by its reader at the first ones.
    """
    found: list[tuple[object, ...]] = []
    for n, size in enumerate(day):
        alike = (size.modality, size.exam, size.axis, size.reread, size.reader if size.reread else "")
        before = [s for s in day[:n] if (s.modality, s.exam, s.axis, s.reread, s.reader if s.reread else "") == alike]
        images = (size.modality, size.exam, 0 if size.reread else len(before))
        found.append((images, (size.reader, len(before)) if size.reread else None))
    return found


def together(day: Sequence[Size]) -> list[list[float]]:
    """How far the errors of each two readings go together: axes of one exam, more so re-reads of the same images."""
    found, seen = [], looks(day)
    for one, (images, look) in zip(day, seen, strict=True):
        row = []
        for other, (others, again) in zip(day, seen, strict=True):
            axes = 1.0 if one.axis == other.axis else WITHIN_EXAM
            row.append((axes if look == again else axes * SAME_IMAGES) if images == others else 0.0)
        found.append(row)
    return found
