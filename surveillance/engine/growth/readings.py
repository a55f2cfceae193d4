"""One exam day of many lesions as arrays: which state each reading sees, and which errors it shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveillance.engine.growth.sums import down
from surveillance.engine.policy import Policy

Floats = NDArray[np.float64]
SHEPPARD = 12.0  # a value rounded to h has the variance h²/12


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each state stands: a level for each axis, their shared slope, the level at entry, one offset per further
    modality, which all axes share."""

    offsets: int = 0
    axes: int = 1

    @property
    def slope(self) -> int:
        """The index of the slope."""
        return self.axes

    @property
    def entry(self) -> int:
        """The index of the copy of the first level as it was at the first exam (or at the last step)."""
        return self.axes + 1

    @property
    def read(self) -> tuple[int, ...]:
        """The states that a reading can see: levels and offsets."""
        return (*range(self.axes), *range(self.entry + 1, self.states))

    @property
    def states(self) -> int:
        """How many states there are."""
        return self.axes + 2 + self.offsets

    def offset(self, number: int) -> int:
        """The index of the offset of further modality `number`, counted from 1."""
        return self.axes + 1 + number


COLUMNS = ("size", "error", "relative", "rounding", "offset", "axis", "given", "image", "look", "first", "known")


@dataclass(frozen=True, slots=True)
class Readings:
    """One exam day of n lesions: up to R readings each, arrays (R, n); `given` says which places hold a reading."""

    years: Floats  # (n,)
    size: Floats
    error: Floats  # SD in mm, the reader's factor included
    relative: Floats  # SD per mm of predicted level, the reader's factor included
    rounding: Floats
    offset: NDArray[np.intp]  # 0: the modality of the first exam; k: further modality k
    axis: NDArray[np.intp]
    given: NDArray[np.bool_]
    image: NDArray[np.intp]  # which acquisition of the day was read
    look: NDArray[np.intp]  # which reading of the acquisition: 0 the first, then its re-reads
    first: NDArray[np.bool_]  # the reading by which its axis enters
    known: NDArray[np.bool_]  # its axis was read on a day before

    def take(self, who: NDArray[np.intp]) -> Readings:
        """The same exam day for some of the lesions, in the order of `who`."""
        return self.pick(self.years[who], (slice(None), who))

    def pick(self, years: Floats, index: tuple[slice | int | NDArray[np.intp], ...]) -> Readings:
        """Every column at this index, with these years."""
        return Readings(years, **{name: getattr(self, name)[index] for name in COLUMNS})

    def variance(self, level: Floats) -> Floats:
        """The error variance of each reading at the predicted level, never at the reading itself (CLINICAL C2)."""
        spread = np.maximum(self.error, self.relative * level)
        return np.where(self.given, spread * spread + self.rounding * self.rounding / SHEPPARD, 1.0)

    def foreseen(self, levels: Floats) -> Floats:
        """The level at which each reading's error counts: what its axis was predicted to be, (n,) or (R, n).

        An axis that enters today was not predicted: there it is the mean of what the day read on it.
        """
        found: Floats = levels[0] if len(levels) == 1 else levels[self.axis, np.arange(levels.shape[1])]
        if not self.first.any():
            return found
        for axis in range(len(levels)):
            mine = self.given & (self.axis == axis)
            mean = down(np.where(mine, self.size, 0.0)) / np.maximum(mine.sum(axis=0), 1)
            found = np.where(mine & ~self.known, mean, found)
        return found

    def errors(self, levels: Floats, policy: Policy) -> Floats:
        """The covariance of the day's errors, (R, R, n): axes of one exam and re-reads of one acquisition share theirs
        (CLINICAL D1: correlations 0.3 and 0.7), another axis by another reader the product of the two."""
        variance = self.variance(self.foreseen(levels))
        if len(variance) == 1:
            return variance[None]
        other_axis = self.axis[:, None] != self.axis
        other_look = self.look[:, None] != self.look
        shared = np.where(other_axis, policy.axis_correlation, 1.0) * np.where(other_look, policy.reread_correlation, 1)
        spread = np.sqrt(variance)
        total: Floats = np.where(self._of_one_image, shared, 0.0) * spread[:, None] * spread
        diagonal = np.arange(len(total))
        total[diagonal, diagonal] = variance
        return total

    def misread(self, policy: Policy) -> Floats:
        """What a misreading adds to the errors, (R, R, n): all axes of one look at one acquisition are wrong together,
        a second observer is not wrong with the first."""
        together = self._of_one_image & (self.look[:, None] == self.look)
        added: Floats = np.where(together, policy.misreading_sd**2, 0.0)
        return added

    @property
    def _of_one_image(self) -> NDArray[np.bool_]:
        both: NDArray[np.bool_] = self.given[:, None] & self.given & (self.image[:, None] == self.image)
        return both
