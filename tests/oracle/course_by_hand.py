"""The course of one target by hand: a textbook Kalman filter and the decisions of CLINICAL D1, in plain Python.

Written from CLINICAL C2 and D1 and, where they are silent, from docs/decisions.md; never from surveillance/trajectory.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import NormalDist

from surveillance.policy import Policy
from surveillance.trajectory.dates import add_months
from tests.oracle.gaussian import Normal, solved

ORDER = ("TTE", "TOE", "CT", "CMR")  # of the modalities on one day: the first of all has no offset
AXES = ("long", "short", "third")
YEAR_DAYS = 365.25
BELOW = NormalDist().cdf
WITHIN_EXAM, SAME_IMAGES = 0.3, 0.7  # CLINICAL D1: correlations of the errors of axes and of re-reads
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


def course(sizes: Sequence[Size], policy: Policy) -> Course:
    """The course of one target from its readings in one segment."""
    return Filter(sizes, policy).told()


class Filter:
    """One target led through its exam days."""

    def __init__(self, sizes: Sequence[Size], policy: Policy) -> None:
        key = [(s.day, ORDER.index(s.modality), s.mm is not None, s.mm or 0.0, s.reader) for s in sizes]
        ordered = [size for _, size in sorted(zip(key, sizes, strict=True), key=lambda pair: pair[0])]
        self.days = [[s for s in ordered if s.day == on] for on in sorted({s.day for s in sizes})]
        self.policy, self.course = policy, Course(days=[day[0].day for day in self.days])
        self.reader = next((s.reader for s in ordered if s.reader), "")
        self.modalities = {(s.day, s.modality) for s in sizes}
        self.further = sorted({s.modality for s in sizes if s.mm is not None} - {ordered[0].modality})

    def told(self) -> Course:
        """Every day in turn: time passes, an earlier abrupt day is judged, the day is read."""
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
        self.say(held or [story])
        return self.course

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
        wide = [math.hypot(error, p.misreading_sd) for error in errors]
        wrong.log_odds = math.log(p.prior_misreading) + self.learn(wrong.belief, day, wide)
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
        expected = [
            [belief.between(parts[i], parts[j]) + errors[i] * errors[j] * together(one, other) for j, other in pairs]
            for pairs in [list(enumerate(day))]
            for i, one in pairs
        ]
        surprise = [self.value(size) - belief.about(part)[0] for size, part in zip(day, parts, strict=True)]
        weights = solved(expected, [1.0] * len(day))
        return sum(w * s for w, s in zip(weights, surprise, strict=True)) / math.sqrt(sum(weights))

    def learn(self, belief: Normal, day: list[Size], errors: list[float]) -> float:
        """All readings of a day as one vector, and their log-likelihood.

        The errors become quantities of their own, so that an axis seen for the first time can enter at its size minus
        the error that the other axes of the exam let expect.
        """
        names = [f"error {n}" for n in range(len(day))]
        for n, name in enumerate(names):
            belief.add(name, 0.0, errors[n] ** 2)
            for m in range(n):
                belief.widen(names[m], name, errors[m] * errors[n] * together(day[m], day[n]))
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

    def say(self, stories: list[Story]) -> None:
        """Level, rate and the word of CLINICAL D1; the stories of a held change are mixed by their odds."""
        told, days = self.course, self.course.days
        top = max(story.log_odds for story in stories)
        odds = [math.exp(story.log_odds - top) for story in stories]
        first = next(axis for axis in AXES if axis in stories[0].belief.names)
        told.rate, told.rate_sd = mixed(odds, [story.belief.about({"slope": 1.0}) for story in stories])
        told.level, told.level_sd = mixed(odds, [story.belief.about({first: 1.0}) for story in stories])
        cut = self.policy.growth_threshold
        told.growing = 1.0 - BELOW((cut - told.rate) / told.rate_sd)
        told.shrinking = BELOW((-cut - told.rate) / told.rate_sd)
        if len(stories) == 1 and days[-1] > stories[0].since:
            told.steady = self.steady(stories[0], (days[-1] - stories[0].since).days / YEAR_DAYS)
        told.word = "abrupt" if len(stories) > 1 else self.word()

    def steady(self, story: Story, years: float) -> float:
        """The probability that the mean rate since the first exam, or since a step, lies within the threshold."""
        axes = [axis for axis in AXES if f"{axis} then" in story.belief.names]
        parts = {axis: 1.0 / len(axes) / years for axis in axes}
        mean, variance = story.belief.about(parts | {f"{axis} then": -share for axis, share in parts.items()})
        cut = self.policy.growth_threshold
        return BELOW((cut - mean) / math.sqrt(variance)) - BELOW((-cut - mean) / math.sqrt(variance))

    def word(self) -> str:
        """Progression, regression or stability where a probability reaches the cut, else not enough information."""
        told, p = self.course, self.policy
        stable = 1.0 - told.growing - told.shrinking
        cuts = [(x, p.course_probability) for x in (told.growing, told.shrinking, stable, told.steady or 0.0)]
        cuts += [(told.growing, p.early_progression_probability), (told.growing, 0.5), (told.shrinking, 0.5)]
        told.close |= any(abs(x - cut) < LAST_DIGITS for x, cut in cuts)
        if (told.days[-1] - told.days[0]).days <= p.rate_span_days:
            return "not_enough"
        if self.progresses():
            return "progression"
        if told.shrinking >= p.course_probability:
            return "regression"
        drifting = max(told.growing, told.shrinking) >= 0.5
        mean_says = (told.steady or 0.0) >= p.course_probability and not drifting and self.watched()
        return "stability" if stable >= p.course_probability or mean_says else "not_enough"

    def progresses(self) -> bool:
        """CLINICAL G1: three exam days, two of them in one modality; or two a year apart and nearly sure."""
        days, p = self.course.days, self.policy
        alike = max(Counter(modality for _, modality in self.modalities).values())
        enough = len(days) >= p.progression_exams and alike >= p.progression_same_modality
        apart = add_months(days[0], 12 * p.early_progression_span) <= days[-1]
        early = apart and self.course.growing >= p.early_progression_probability
        return early or (enough and self.course.growing >= p.course_probability)

    def watched(self) -> bool:
        """Three exams and the last two years without a gap of more than two and a half."""
        run = [self.course.days[-1]]
        for day in reversed(self.course.days[:-1]):
            if (run[0] - day).days / YEAR_DAYS > self.policy.steady_gap:
                break
            run.insert(0, day)
        return len(run) >= 3 and (run[-1] - run[0]).days / YEAR_DAYS >= self.policy.steady_span


def begin_mean(story: Story, on: date) -> None:
    """From here on the mean rate counts: the levels of this day are remembered."""
    story.since = on
    for axis in AXES:
        if f"{axis} then" in story.belief.names:
            story.belief.forget(f"{axis} then")
        if axis in story.belief.names:
            story.belief.define(f"{axis} then", 0.0, {axis: 1.0})


def together(one: Size, other: Size) -> float:
    """How far the errors of two readings go together: axes of one exam, and more so re-reads of the same images."""
    if one is other:
        return 1.0
    if one.exam != other.exam or one.mm is None or other.mm is None:
        return 0.0
    return SAME_IMAGES if one.axis == other.axis else WITHIN_EXAM


def mixed(odds: Sequence[float], parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Mean and SD of a mixture."""
    shares = [odd / sum(odds) for odd in odds]
    mean = sum(share * part[0] for share, part in zip(shares, parts, strict=True))
    spread = sum(share * (part[1] + (part[0] - mean) ** 2) for share, part in zip(shares, parts, strict=True))
    return mean, math.sqrt(spread)
