"""One patient on one day as every question of the engine is asked: what is known, the numbers, the day, the growth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveillance.engine.growth.result import Growth
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.history import History
from surveillance.engine.policy import Policy


@dataclass(frozen=True, slots=True)
class Case:
    """The values that travel together; `course.patient_growth.case_of` makes one with the growth of its history."""

    history: History
    policy: Policy
    clock: Clock
    growth: Mapping[tuple[str, str], Growth] = field(default_factory=dict)  # by (lesion, target)

    def with_own_clock(self) -> Case:
        """The same case with a clock of its own, so that the days it asks about are remembered apart."""
        return Case(self.history, self.policy, Clock(self.clock.today), self.growth)
