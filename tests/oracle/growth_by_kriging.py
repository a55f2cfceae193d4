"""The growth engine once more, by other means: no filter, no numpy, but one joint Gaussian of all readings (kriging).

Written from CLINICAL D1: level_a(t) = L0_a + b0·t + ∫(t − u) dB(u) + W_a(t), each L0_a unknown (generalised least
squares), b0 ~ N(0, τ²). The z of a day is the t-value of a shift of that day's readings on the axes known before; what
explains a day is compared by the restricted likelihood of all readings so far.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from surveillance.engine.policy import Policy

LEVEL, SLOPE = "level", "slope"
MODALITIES = ("TTE", "TOE", "CT", "CMR")
AXES = ("long", "short", "third")


@dataclass(frozen=True)
class Read:
    """One reading: years, mm (None: not visible), modality, reader, rounding, axis, and the images it was read from."""

    years: float
    size: float | None
    modality: str = "TTE"
    reader: str = ""
    rounding: float = 1.0
    axis: str = "long"
    image: str = ""  # "": an acquisition of its own
    look: str = ""  # who looked at the acquisition, for the second time


@dataclass(frozen=True)
class Functional:
    """Something linear in the process: the level of an axis (with an offset) or the slope at a time."""

    kind: str
    years: float
    offset: str = ""
    axis: str = "long"


@dataclass(frozen=True)
class Noise:
    """The error of one reading: its variance, what a misreading adds, and with which readings it shares them."""

    variance: float
    added: float = 0.0
    image: str = ""
    look: str = ""
    axis: str = "long"


@dataclass(frozen=True)
class Path:
    """One way of explaining the past: the noise of each reading so far, when the level jumped, its prior log odds."""

    noise: tuple[Noise, ...] = ()
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
class Seen:
    """All readings so far."""

    functionals: list[Functional] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)

    @property
    def axes(self) -> list[str]:
        return list(dict.fromkeys(f.axis for f in self.functionals))

    def plus(self, functionals: list[Functional], sizes: list[float]) -> Seen:
        return Seen(self.functionals + functionals, self.sizes + sizes)


@dataclass
class Kriging:
    """The joint Gaussian of one lesion's process under a policy."""

    policy: Policy
    origin: float

    def cov(self, one: Functional, two: Functional, jumps: tuple[float, ...]) -> float:
        """The prior covariance of two functionals, the unknown L0 left out."""
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
        value = p.slope_prior_sd**2 * s * t + p.slope_drift * both
        value += p.level_drift * least if one.axis == two.axis else 0.0
        value += sum(p.step_sd**2 for jump in jumps if one.years >= jump and two.years >= jump)
        return value + (p.offset_sd**2 if one.offset and one.offset == two.offset else 0.0)

    def error(self, one: Noise, two: Noise) -> float:
        """The covariance of the errors of two different readings."""
        if not one.image or one.image != two.image:
            return 0.0
        p = self.policy
        shared = 1.0 if one.axis == two.axis else p.axis_correlation
        shared *= 1.0 if one.look == two.look else p.reread_correlation
        together = min(one.added, two.added) if one.look == two.look else 0.0
        return shared * math.sqrt(one.variance * two.variance) + together

    def matrix(self, seen: Seen, path: Path) -> list[list[float]]:
        """The covariance of all readings, L0 left out."""
        n, noise = len(seen.sizes), path.noise
        return [
            [
                self.cov(seen.functionals[i], seen.functionals[j], path.jumps)
                + (noise[i].variance + noise[i].added if i == j else self.error(noise[i], noise[j]))
                for j in range(n)
            ]
            for i in range(n)
        ]

    def posterior(self, seen: Seen, path: Path, asked: list[Functional]) -> tuple[list[float], list[list[float]]]:
        """Mean and covariance of what is asked given what was seen (universal kriging: no L0 has a prior)."""
        axes = seen.axes
        columns = [[float(f.axis == axis) for f in seen.functionals] for axis in axes]
        crosses = [[self.cov(f, a, path.jumps) for a in seen.functionals] for f in asked]
        solved = solve(self.matrix(seen, path), [*columns, seen.sizes, *crosses])
        unit, size, weights = solved[: len(axes)], solved[len(axes)], solved[len(axes) + 1 :]
        normal = [[dot(x, u) for u in unit] for x in columns]
        given = [[float(f.kind == LEVEL and f.axis == axis) for axis in axes] for f in asked]
        lacking = [
            [d - dot(w, x) for d, x in zip(row, columns, strict=True)] for row, w in zip(given, weights, strict=True)
        ]
        base, *spread = solve(normal, [[dot(x, size) for x in columns], *lacking])
        means = [dot(lack, base) + dot(w, seen.sizes) for lack, w in zip(lacking, weights, strict=True)]
        cov = [
            [
                self.cov(f, g, path.jumps) - dot(weights[i], crosses[j]) + dot(spread[i], lacking[j])
                for j, g in enumerate(asked)
            ]
            for i, f in enumerate(asked)
        ]
        return means, cov

    def fitted(self, seen: Seen, path: Path, shift: list[float] | None = None) -> tuple[float, float]:
        """The restricted log-likelihood of what was seen, and the t-value of a shift of some readings."""
        columns = [[float(f.axis == axis) for f in seen.functionals] for axis in seen.axes]
        columns += [shift] if shift else []
        matrix = self.matrix(seen, path)
        *unit, size = solve(matrix, [*columns, seen.sizes])
        normal, right = [[dot(x, u) for u in unit] for x in columns], [dot(x, size) for x in columns]
        ends = [0.0] * (len(columns) - 1) + [1.0]
        base, last = solve(normal, [right, ends])
        rest = dot(seen.sizes, size) - dot(base, right)
        likely = -0.5 * (rest + log_determinant(matrix) + log_determinant(normal))
        return likely, base[-1] / math.sqrt(last[-1]) if shift else math.nan


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
    krige, told, seen = Kriging(policy, days[0][0].years), Told(), Seen()
    offsets = further_modalities(days)
    reader = next((r.reader for day in days for r in day if r.reader), "")
    held: list[Path] = []
    entered, path = days[0][0].years, Path()
    for day in days:
        asked = [Functional(LEVEL, r.years, "" if r.size is None else offsets[r.modality], r.axis) for r in day]
        sizes = [policy.not_visible_mean if r.size is None else r.size for r in day]
        now = seen.plus(asked, sizes)
        if held:
            ways = [replace(old, noise=(*old.noise, *errors(krige, seen, old, day, sizes, reader))) for old in held]
            rated = [krige.fitted(now, way)[0] + way.log for way in ways]
            chosen = rated.index(max(rated))
            told.verdicts[-1] = ("drift", "step", "misreading")[chosen]
            path = replace(held[chosen], log=0.0)
            entered = day[0].years if chosen == 1 else entered
            held = []
        noises = errors(krige, seen, path, day, sizes, reader)
        after = replace(path, noise=(*path.noise, *noises))
        told.verdicts.append("ordinary")
        if seen.sizes:
            known = seen.axes
            shift = [0.0] * len(seen.sizes) + [float(r.axis in known) for r in day]
            told.z.append(krige.fitted(now, after, shift)[1] if any(shift) else math.nan)
            if abs(told.z[-1]) >= policy.abrupt_z:
                told.verdicts[-1] = "held"
                held = rivals(krige, seen, path, day, sizes, reader)
        seen, path = now, after
    answer(told, krige, seen, held or [path], days[-1][0].years, entered)
    return told


def rivals(krige, seen, path, day, sizes, reader) -> list[Path]:
    """Drift, step and misreading of an abrupt day, with their prior log odds; errors at the level without a jump."""
    p, noises = krige.policy, errors(krige, seen, path, day, sizes, reader)
    wide = [replace(noise, added=p.misreading_sd**2) for noise in noises]
    return [
        replace(path, noise=(*path.noise, *noises), log=math.log(p.prior_drift)),
        replace(path, noise=(*path.noise, *noises), jumps=(*path.jumps, day[0].years), log=math.log(p.prior_step)),
        replace(path, noise=(*path.noise, *wide), log=math.log(p.prior_misreading)),
    ]


def errors(krige, seen, path, day, sizes, reader) -> list[Noise]:
    """The errors of a day at the levels predicted for its axes; an axis new that day at the mean of its sizes."""
    known = seen.axes
    asked = [Functional(LEVEL, day[0].years, axis=axis) for axis in known]
    levels = dict(zip(known, krige.posterior(seen, path, asked)[0], strict=True)) if known else {}
    for axis in {r.axis for r in day} - set(known):
        own = [size for r, size in zip(day, sizes, strict=True) if r.axis == axis]
        levels[axis] = sum(own) / len(own)
    variances = [variance(r, levels[r.axis], reader, krige.policy) for r in day]
    images = [f"{r.years} {r.image}" if r.image else "" for r in day]
    return [Noise(v, 0.0, i, r.look, r.axis) for v, i, r in zip(variances, images, day, strict=True)]


def answer(told: Told, krige: Kriging, seen: Seen, paths: list[Path], now: float, entered: float) -> None:
    """Level and rate at the last exam; several held paths are mixed by their odds."""
    asked = [Functional(LEVEL, now), Functional(SLOPE, now), Functional(LEVEL, entered)]
    found = [krige.posterior(seen, path, asked) for path in paths]
    logs = [krige.fitted(seen, path)[0] + path.log for path in paths]
    odds = [math.exp(log - max(logs)) for log in logs]
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


def variance(read: Read, level: float, reader: str, policy: Policy) -> float:
    """CLINICAL C2: the modality's SD or 6 % of the predicted level, another reader, the rounding."""
    if read.size is None:
        return policy.not_visible_sd**2
    factor = policy.other_reader_factor if read.reader and reader and read.reader != reader else 1.0
    return (max(policy.error_of(read.modality), policy.error_relative * level) * factor) ** 2 + read.rounding**2 / 12.0


def by_day(reads: list[Read]) -> list[list[Read]]:
    """Readings by exam day, TTE first, then by size: only the first reader and modality depend on it."""

    def place(r: Read) -> tuple[object, ...]:
        size = -1 if r.size is None else r.size
        return r.years, MODALITIES.index(r.modality), AXES.index(r.axis), r.look != "", size, r.reader

    ordered = sorted(reads, key=place)
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
