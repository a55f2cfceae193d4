"""E3: a block of conduction that is new: AV block or bundle branch block."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.known.conduction import AV_DEGREE, Block, blocks
from surveillance.engine.known.dates import surely_after, written
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal, is_historical

SECOND = 2


class E3(Rule):
    """Second degree or higher is S3; first degree and bundle branch block are S2. A pacemaker answers it."""

    id = "E3"
    title = "Conduction block"
    severity = "S3"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    source = (
        "Review §3: “a direct extension of calcific infiltration into the region of the atrioventricular node and His "
        "bundle can result in conduction disturbances, potentially manifesting as various degrees of atrioventricular "
        "block and bundle branch block, often requiring a permanent pacemaker”"
    )
    evidence = "published: review §3; the urgency: our default, no published cut-off"
    advice = "Consider a rhythm review; discuss TOE for an abscess if there is fever or infection."

    def look(self, case: Case) -> list[Signal]:
        """One signal per kind of block."""
        return [self._signal(case, block) for block in blocks(case.history)]

    def _signal(self, case: Case, block: Block) -> Signal:
        paced = [t for t in case.history.treatments if t.kind == "pacemaker" and surely_after(t.when, block.when)]
        doubt = "First recorded: no earlier ECG without it is known, so it may be old."
        return self.signal(
            f"{block.kind}:{block.id}",
            f"{block.label}, {block.word}, {written(block.when)}.",
            since=block.when.first,
            severity="S3" if AV_DEGREE.get(block.kind, 0) >= SECOND else "S2",
            historical=bool(paced) or is_historical(case, block.when),
            numbers=(Number("last ECG without it", written(block.before) if block.before else "none"),),
            against=() if block.is_new else (doubt,),
            facts=(block.id, *(t.id for t in paced)),
        )
