"""One target led through its exam days by hand: a textbook Kalman filter with three stories after an abrupt day.

Written from CLINICAL C2 and D1 and, where they are silent, from docs/decisions/; never from surveillance/trajectory.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from surveillance.engine.policy import Policy
from tests.oracle.gaussian import Normal, solved
from tests.oracle.sizes_by_hand import AXES, Size, followed, looks, together

YEAR_DAYS = 365.25
LAST_DIGITS = 1e-7  # nearer to a cut than this, either word is right


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
        known = any(size.axis in story.belief.names for size in day)
        z = self.common_z(story.belief, day) if known else None
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
        """How far the known axes as a whole lie from what was expected, in SD: one test a day.

        All readings of the day count: a second reading of an axis seen first today tells of the errors of its images.
        """
        if len(day) == 1:
            mean, variance = belief.about(self.parts(day[0]))
            return (self.value(day[0]) - mean) / math.hypot(math.sqrt(variance), self.errors(belief, day)[0])
        known = {size.axis for size in day if size.axis in belief.names}
        told = belief.copied()
        shown = self.enter(told, day, self.errors(belief, day))
        expected = [[told.between(one, other) for other, _, _ in shown] for one, _, _ in shown]
        counts = [1.0 if axis in known else 0.0 for _, _, axis in shown]
        surprise = [value - told.about(parts)[0] for parts, value, _ in shown]
        weights = solved(expected, counts)
        total = sum(w * c for w, c in zip(weights, counts, strict=True))
        return sum(w * s for w, s in zip(weights, surprise, strict=True)) / math.sqrt(total)

    def learn(self, belief: Normal, day: list[Size], errors: list[float], misread: float = 0.0) -> float:
        """All readings of a day as one vector, and their log-likelihood."""
        if len(day) == 1 and day[0].axis in belief.names:
            return belief.observe(self.parts(day[0]), self.value(day[0]), errors[0] ** 2 + misread**2)
        log = sum(belief.observe(parts, value) for parts, value, _ in self.enter(belief, day, errors, misread))
        for n in range(len(day)):
            belief.forget(f"error {n}")
        return log

    def enter(
        self, belief: Normal, day: list[Size], errors: list[float], misread: float = 0.0
    ) -> list[tuple[dict[str, float], float, str]]:
        """Let the axes seen first today enter; what the other readings show, their values, and their axes.

        The errors become quantities of their own, so that an axis seen for the first time can enter at its size minus
        the error that the other axes of the exam let expect. A misreading is one for all axes of a look.
        """
        names, shared, seen = [f"error {n}" for n in range(len(day))], together(day), looks(day)
        for n, name in enumerate(names):
            belief.add(name, 0.0, errors[n] ** 2 + misread**2)
            for m in range(n):
                wrong = misread**2 if seen[m] == seen[n] else 0.0
                belief.widen(names[m], name, errors[m] * errors[n] * shared[m][n] + wrong)
        shown = []
        for size, name in zip(day, names, strict=True):
            parts = self.parts(size) | {name: 1.0}
            if size.axis in belief.names:
                shown.append((parts, self.value(size), size.axis))
            else:
                del parts[size.axis]
                belief.define(size.axis, self.value(size), dict.fromkeys(parts, -1.0))
        return shown


def begin_mean(story: Story, on: date) -> None:
    """From here on the mean rate counts: the levels of this day are remembered."""
    story.since = on
    for axis in AXES:
        if f"{axis} then" in story.belief.names:
            story.belief.forget(f"{axis} then")
        if axis in story.belief.names:
            story.belief.define(f"{axis} then", 0.0, {axis: 1.0})
