"""How far two readings of the same images lie apart: the within-target SD of reading, with its intervals. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

CONFIDENCE = 0.95  # of the two-sided interval
CAUTION = 0.80  # of the one-sided upper limit that is proposed: an error taken too small raises false alarms


@dataclass(frozen=True, slots=True)
class Repeatability:
    """What n differences between a first and a second reading say, in the unit of the differences."""

    n: int
    bias: float  # mean of second minus first
    sd: float  # between re-reads, of one reading, CLINICAL C: repeatability is 1.96·√2 times this
    low: float
    high: float
    upper: float  # the one-sided upper limit

    def of_one_exam(self, correlation: float) -> Repeatability:
        """The whole error of one exam of which this is the reading's part: two readings of the same images share the
        acquisition, and with it `correlation` of their variance (assumed), which their difference cannot show."""
        part = math.sqrt(1.0 - correlation)
        return replace(self, sd=self.sd / part, low=self.low / part, high=self.high / part, upper=self.upper / part)


def within_target(differences: Sequence[float]) -> Repeatability:
    """SDw = √(Σd² / 2n) on n degrees of freedom; any bias between the readers stays in it (Bland and Altman 1986)."""
    d = np.asarray(differences, float)
    if not d.size:
        raise ValueError("Without a difference there is no repeatability.")
    sd = math.sqrt(float(d @ d) / (2.0 * d.size))
    tail = (1.0 - CONFIDENCE) / 2.0
    high, low, upper = (sd * math.sqrt(d.size / stats.chi2.ppf(p, d.size)) for p in (tail, 1.0 - tail, 1.0 - CAUTION))
    return Repeatability(d.size, float(d.mean()), sd, low, high, upper)
