"""The course of one target by hand: the decisions of CLINICAL D1 on what the filter by hand believes.

Written from CLINICAL D1 and G1 to G5 and, where they are silent, from docs/decisions/.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from statistics import NormalDist

from surveillance.engine.policy import Policy
from tests.oracle.filter_by_hand import LAST_DIGITS, YEAR_DAYS, Course, Filter, Story
from tests.oracle.sizes_by_hand import AXES, Size

BELOW = NormalDist().cdf


def course(sizes: Sequence[Size], policy: Policy) -> Course:
    """The course of one target from its readings in one segment."""
    return Decision(sizes, policy).say()


class Decision(Filter):
    """What is said of one target once its days are read."""

    def say(self) -> Course:
        """Level, rate and the word of CLINICAL D1; the stories of a held change are mixed by their odds."""
        stories, told, days = self.stories(), self.course, self.course.days
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
        return told

    def steady(self, story: Story, years: float) -> float:
        """The probability that the mean rate since the first exam, or since a step, lies within the threshold."""
        parts = {AXES[0]: 1.0 / years, f"{AXES[0]} then": -1.0 / years}
        mean, variance = story.belief.about(parts)
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
        apart = (days[-1] - days[0]).days >= int(YEAR_DAYS * p.early_progression_span)  # 365 days are a year
        early = apart and self.course.growing >= p.early_progression_probability
        return early or (enough and self.course.growing >= p.course_probability)

    def watched(self) -> bool:
        """Three exams in all, and the last two years of them without a gap of more than two and a half."""
        run = [self.course.days[-1]]
        for day in reversed(self.course.days[:-1]):
            if (run[0] - day).days / YEAR_DAYS > self.policy.steady_gap:
                break
            run.insert(0, day)
        return len(self.course.days) >= 3 and (run[-1] - run[0]).days >= int(YEAR_DAYS * self.policy.steady_span)


def mixed(odds: Sequence[float], parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Mean and SD of a mixture."""
    shares = [odd / sum(odds) for odd in odds]
    mean = sum(share * part[0] for share, part in zip(shares, parts, strict=True))
    spread = sum(share * (part[1] + (part[0] - mean) ** 2) for share, part in zip(shares, parts, strict=True))
    return mean, math.sqrt(spread)
