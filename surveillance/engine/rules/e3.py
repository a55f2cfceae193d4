"""E3: a block of conduction that is new: AV block or bundle branch block."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.known.conduction import AV_DEGREE, Block, blocks
from surveillance.engine.known.pacing import paced_after
from surveillance.engine.message import say
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal, is_historical

SECOND = 2


class E3(Rule):
    """Second degree or higher is S3; first degree and bundle branch block are S2. A pacemaker answers it."""

    id = "E3"
    title = say("e3.title")
    severity = "S3"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    source = (
        "Review §3: “a direct extension of calcific infiltration into the region of the atrioventricular node and His "
        "bundle can result in conduction disturbances, potentially manifesting as various degrees of atrioventricular "
        "block and bundle branch block, often requiring a permanent pacemaker”"
    )
    evidence = say("e3.evidence")
    advice = say("e3.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per kind of block."""
        return [self._signal(case, block) for block in blocks(case.history)]

    def _signal(self, case: Case, block: Block) -> Signal:
        paced = paced_after(case.history, block.when)
        return self.signal(
            f"{block.kind}:{block.id}",
            say("e3.block", block=block.said, how=block.announced, when=block.when),
            since=block.when.first,
            severity="S3" if AV_DEGREE.get(block.kind, 0) >= SECOND else "S2",
            historical=bool(paced) or is_historical(case, block.when),
            numbers=(Number(say("e3.last_without"), block.before or say("e3.none")),),
            against=() if block.is_new else (say("e3.may_be_old"),),
            facts=(block.id, *(sign.id for sign in paced)),
        )
