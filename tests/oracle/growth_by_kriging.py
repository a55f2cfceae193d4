"""The growth engine once more, by other means: no filter, no numpy, but one joint Gaussian of all readings (kriging).

Written from CLINICAL D1: level(t) = L0 + b0·t + ∫(t − u) dB(u) + W(t), L0 unknown, b0 ~ N(0, τ²).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from surveillance.policy import Policy

LEVEL, SLOPE = "level", "slope"
MODALITIES = ("TTE", "TOE", "CT", "CMR")


@dataclass(frozen=True)
class Read:
    """One reading: years, mm (None: not visible), modality, reader, rounding."""

    years: float
    size: float | None
    modality: str = "TTE"
    reader: str = ""
    rounding: float = 1.0


@dataclass(frozen=True)
class Functional:
    """Something linear in the process: the level (with an offset) or the slope at a time."""

    kind: str
    years: float
    offset: str = ""


@dataclass(frozen=True)
class Path:
    """One way of explaining the past: noise of each reading so far, and when the level jumped."""

    noise: tuple[float, ...] = ()
    jumps: tuple[float, ...] = ()
    log: float = 0.0


@dataclass
class Told:
    """What the oracle says of one lesion."""

    level: float = 0.0
    level_sd: float = 0.0
    rate: float = 0.0
    rate_sd: float = 0.0
    mean_rate: float = math.nan
    mean_rate_sd: float = math.nan
    z: list[float] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)


@dataclass
class Kriging:
    """The joint Gaussian of one lesion's process under a policy."""

    policy: Policy
    origin: float

    def cov(self, one: Functional, two: Functional, jumps: tuple[float, ...]) -> float:
        """The prior covariance of two functionals, L0 left out."""
        p = self.policy
        if one.kind == SLOPE and two.kind == LEVEL:
            one, two = two, one
        s, t = one.years - self.origin, two.years - self.origin
        least = min(s, t)
        if one.kind == SLOPE:
            return p.slope_prior_sd**2 + p.slope_drift * least
        if two.kind == SLOPE:
            moved = s * least - least * least / 2.0
            return p.slope_prior_sd**2 * s + p.slope_drift * moved
        both = least * least * (3.0 * max(s, t) - least) / 6.0
        value = p.slope_prior_sd**2 * s * t + p.slope_drift * both + p.level_drift * least
        value += sum(p.step_sd**2 for jump in jumps if one.years >= jump and two.years >= jump)
        return value + (p.offset_sd**2 if one.offset and one.offset == two.offset else 0.0)

    def posterior(
        self, seen: list[tuple[Functional, float]], path: Path, asked: list[Functional]
    ) -> tuple[list[float], list[list[float]]]:
        """Mean and covariance of what is asked given what was seen (universal kriging: L0 has no prior)."""
        n = len(seen)
        k = [
            [self.cov(a, b, path.jumps) + (path.noise[i] if i == j else 0.0) for j, (b, _) in enumerate(seen)]
            for i, (a, _) in enumerate(seen)
        ]
        crosses = [[self.cov(f, a, path.jumps) for a, _ in seen] for f in asked]
        solved = solve(k, [[1.0] * n, [y for _, y in seen], *crosses])
        one, size, *weights = solved
        total = sum(one)
        base = sum(size) / total
        given = [1.0 if f.kind == LEVEL else 0.0 for f in asked]
        lacking = [d - sum(w) for d, w in zip(given, weights, strict=True)]
        means = [
            d * base + sum(wi * (y - base) for wi, (_, y) in zip(w, seen, strict=True))
            for d, w in zip(given, weights, strict=True)
        ]
        cov = [
            [
                self.cov(f, g, path.jumps) - dot(weights[i], crosses[j]) + lacking[i] * lacking[j] / total
                for j, g in enumerate(asked)
            ]
            for i, f in enumerate(asked)
        ]
        return means, cov


def dot(a: list[float], b: list[float]) -> float:
    return math.fsum(x * y for x, y in zip(a, b, strict=True))


def solve(matrix: list[list[float]], rights: list[list[float]]) -> list[list[float]]:
    """Gauss with pivots: the solution for each right-hand side."""
    n = len(matrix)
    rows = [list(matrix[i]) + [right[i] for right in rights] for i in range(n)]
    for i in range(n):
        best = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for r in range(n):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i], strict=True)]
    return [[rows[i][n + c] / rows[i][i] for i in range(n)] for c in range(len(rights))]


def follow_by_hand(reads: list[Read], policy: Policy) -> Told:
    """One lesion through its exam days."""
    days = by_day(reads)
    krige, told = Kriging(policy, days[0][0].years), Told()
    offsets = further_modalities(days)
    reader = next((r.reader for day in days for r in day if r.reader), "")
    seen: list[tuple[Functional, float]] = []
    held: list[Path] = []
    entered = days[0][0].years
    path = Path()
    for number, day in enumerate(days):
        asked = [Functional(LEVEL, r.years, "" if r.size is None else offsets[r.modality]) for r in day]
        sizes = [policy.not_visible_mean if r.size is None else r.size for r in day]
        if number == 0:
            path = Path(tuple(noise(r, sum(sizes) / len(sizes), reader, policy) for r in day))
            seen += zip(asked, sizes, strict=True)
            told.verdicts.append("ordinary")
            continue
        if held:
            rated = [look(krige, seen, old, day, asked, sizes, reader)[2] + old.log for old in held]
            chosen = rated.index(max(rated))
            told.verdicts[-1] = ("drift", "step", "misreading")[chosen]
            path = replace(held[chosen], log=0.0)
            entered = day[0].years if chosen == 1 else entered
            held = []
        variances, z, _ = look(krige, seen, path, day, asked, sizes, reader)
        told.z.append(z)
        told.verdicts.append("ordinary")
        if abs(z) >= policy.abrupt_z:
            told.verdicts[-1] = "held"
            held = rivals(krige, seen, path, day, asked, sizes, reader)
        path = replace(path, noise=(*path.noise, *variances))
        seen += zip(asked, sizes, strict=True)
    answer(told, krige, seen, held or [path], days[-1][0].years, entered)
    return told


def rivals(krige, seen, path, day, asked, sizes, reader) -> list[Path]:
    """Drift, step and misreading of an abrupt day, with their log odds so far."""
    p = krige.policy
    variances, _, plain = look(krige, seen, path, day, asked, sizes, reader)
    jumped = replace(path, jumps=(*path.jumps, day[0].years))
    _, _, stepped = look(krige, seen, jumped, day, asked, sizes, reader)
    wide = [v + p.misreading_sd**2 for v in variances]
    _, _, misread = look(krige, seen, path, day, asked, sizes, reader, wide)
    return [
        replace(path, noise=(*path.noise, *variances), log=math.log(p.prior_drift) + plain),
        replace(jumped, noise=(*path.noise, *variances), log=math.log(p.prior_step) + stepped),
        replace(path, noise=(*path.noise, *wide), log=math.log(p.prior_misreading) + misread),
    ]


def look(krige, seen, path, day, asked, sizes, reader, variances=None) -> tuple[list[float], float, float]:
    """The error variances of a day at its predicted level, its common z, and its log-likelihood."""
    (level, *means), cov = krige.posterior(seen, path, [Functional(LEVEL, day[0].years), *asked])
    variances = variances or [noise(r, level, reader, krige.policy) for r in day]
    n = len(day)
    total = [[cov[i + 1][j + 1] + (variances[i] if i == j else 0.0) for j in range(n)] for i in range(n)]
    surprise = [y - m for y, m in zip(sizes, means, strict=True)]
    by_surprise, by_one = solve(total, [surprise, [1.0] * n])
    z = sum(by_surprise) / math.sqrt(sum(by_one))
    return variances, z, -0.5 * dot(surprise, by_surprise) - 0.5 * log_determinant(total)


def answer(told: Told, krige: Kriging, seen, paths: list[Path], now: float, entered: float) -> None:
    """Level and rate at the last exam; several held paths are mixed by their odds."""
    asked = [Functional(LEVEL, now), Functional(SLOPE, now), Functional(LEVEL, entered)]
    found = [krige.posterior(seen, path, asked) for path in paths]
    top = max(path.log for path in paths)
    odds = [math.exp(path.log - top) for path in paths]
    odds = [o / sum(odds) for o in odds]
    told.level, told.level_sd = mixed(odds, [(m[0], c[0][0]) for m, c in found])
    told.rate, told.rate_sd = mixed(odds, [(m[1], c[1][1]) for m, c in found])
    if now > entered:
        gap = now - entered
        change = [((m[0] - m[2]) / gap, (c[0][0] + c[2][2] - 2.0 * c[0][2]) / gap**2) for m, c in found]
        told.mean_rate, told.mean_rate_sd = mixed(odds, change)


def mixed(odds: list[float], parts: list[tuple[float, float]]) -> tuple[float, float]:
    mean = sum(o * m for o, (m, _) in zip(odds, parts, strict=True))
    return mean, math.sqrt(max(sum(o * (v + (m - mean) ** 2) for o, (m, v) in zip(odds, parts, strict=True)), 0.0))


def noise(read: Read, level: float, reader: str, policy: Policy) -> float:
    """CLINICAL C2: the modality's SD or 6 % of the predicted level, another reader, the rounding."""
    if read.size is None:
        return policy.not_visible_sd**2
    factor = policy.other_reader_factor if read.reader and reader and read.reader != reader else 1.0
    return (max(policy.error_of(read.modality), policy.error_relative * level) * factor) ** 2 + read.rounding**2 / 12.0


def by_day(reads: list[Read]) -> list[list[Read]]:
    """Readings by exam day, TTE first, then by size: only the first reader and modality depend on it."""
    ordered = sorted(
        reads, key=lambda r: (r.years, MODALITIES.index(r.modality), -1 if r.size is None else r.size, r.reader)
    )
    return [[r for r in ordered if r.years == t] for t in sorted({r.years for r in reads})]


def further_modalities(days: list[list[Read]]) -> dict[str, str]:
    """Each modality's offset; the modality of the first exam has none."""
    first = days[0][0].modality
    return {r.modality: "" if r.modality == first else r.modality for day in days for r in day}


def log_determinant(matrix: list[list[float]]) -> float:
    rows, total = [list(row) for row in matrix], 0.0
    for i in range(len(rows)):
        total += math.log(rows[i][i])
        for r in range(i + 1, len(rows)):
            factor = rows[r][i] / rows[i][i]
            rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i], strict=True)]
    return total
