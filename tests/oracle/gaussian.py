"""A handful of jointly normal quantities by name, in plain Python: what the oracle of the course reckons with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


class Normal:
    """Means and covariances of named quantities; every step is the textbook formula, one quantity at a time."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.mean: list[float] = []
        self.cov: list[list[float]] = []

    def copied(self) -> Normal:
        """The same belief, to be led another way."""
        other = Normal()
        other.names, other.mean = list(self.names), list(self.mean)
        other.cov = [list(row) for row in self.cov]
        return other

    def add(self, name: str, mean: float, variance: float) -> None:
        """A quantity that depends on none of the others."""
        for row in self.cov:
            row.append(0.0)
        self.names.append(name)
        self.mean.append(mean)
        self.cov.append([0.0] * (len(self.names) - 1) + [variance])

    def define(self, name: str, constant: float, parts: Mapping[str, float]) -> None:
        """A quantity that is a constant and so many times each of others."""
        crosses, mean, variance = self._of(parts)
        for row, cross in zip(self.cov, crosses, strict=True):
            row.append(cross)
        self.names.append(name)
        self.mean.append(constant + mean)
        self.cov.append([*crosses, variance])

    def forget(self, name: str) -> None:
        """Drop a quantity; what is known of the others stays."""
        at = self.names.index(name)
        for rows in (self.names, self.mean, self.cov, *self.cov):
            del rows[at]

    def widen(self, one: str, other: str, variance: float) -> None:
        """Add to the covariance of two quantities (or to the variance of one)."""
        i, j = self.names.index(one), self.names.index(other)
        self.cov[i][j] += variance
        if i != j:
            self.cov[j][i] += variance

    def shift(self, name: str, by: str, times: float) -> None:
        """Add so many times another quantity to this one."""
        i, j = self.names.index(name), self.names.index(by)
        self.mean[i] += times * self.mean[j]
        for column in range(len(self.names)):
            self.cov[i][column] += times * self.cov[j][column]
        for row in self.cov:
            row[i] += times * row[j]

    def observe(self, parts: Mapping[str, float], value: float, noise: float = 0.0) -> float:
        """Learn that so many times each of these, and noise of that variance, make `value`; its log-likelihood."""
        crosses, mean, variance = self._of(parts)
        variance += noise
        surprise = value - mean
        for i, cross in enumerate(crosses):
            gain = cross / variance
            if gain:
                self.mean[i] += gain * surprise
                row = self.cov[i]
                for j, other in enumerate(crosses):
                    row[j] -= gain * other
        return -0.5 * (math.log(2.0 * math.pi * variance) + surprise * surprise / variance)

    def about(self, parts: Mapping[str, float]) -> tuple[float, float]:
        """Mean and variance of a sum of so many times each."""
        _, mean, variance = self._of(parts)
        return mean, variance

    def between(self, one: Mapping[str, float], other: Mapping[str, float]) -> float:
        """The covariance of two such sums."""
        crosses, _, _ = self._of(one)
        return math.fsum(share * crosses[self.names.index(name)] for name, share in other.items())

    def _of(self, parts: Mapping[str, float]) -> tuple[list[float], float, float]:
        at = [(self.names.index(name), share) for name, share in parts.items()]
        crosses = [sum([share * row[i] for i, share in at]) for row in self.cov]
        mean = sum([share * self.mean[i] for i, share in at])
        return crosses, mean, sum([share * crosses[i] for i, share in at])


def solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The solution of a small symmetric positive system, by Gauss."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(len(rows)):
        for r in range(len(rows)):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i], strict=True)]
    return [row[-1] / row[i] for i, row in enumerate(rows)]
