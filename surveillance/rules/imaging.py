"""What P1 to P6 share: each speaks when the one suggestion of the imaging protocol follows its sentence."""

from __future__ import annotations

from surveillance.policy import Policy
from surveillance.rules.base import Number, Rule, Signal
from surveillance.trajectory.clock import Clock
from surveillance.trajectory.history import History
from surveillance.trajectory.protocol import next_imaging


class ImagingStep(Rule):
    """A suggestion for the nurse to book; never a card."""

    severity = "T"
    evidence = "published: the step (review §4, expert opinion); the days: our default, no published cut-off"

    def look(self, history: History, policy: Policy, clock: Clock) -> list[Signal]:
        """One signal while the suggested exam follows this sentence of the protocol."""
        found = next_imaging(history, policy, clock)
        if found is None or found.rule != self.id:
            return []
        return [
            self.signal(
                found.anchor,
                found.headline,
                since=found.since,
                numbers=(Number("exam", found.modality or "none left"),),
                against=(*found.changed, *found.cautions),
                facts=found.facts,
            )
        ]
