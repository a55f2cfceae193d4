"""Blocks of conduction by event and by the ECG of a visit, and since when each has been there."""

from __future__ import annotations

from dataclasses import dataclass

from registry.vocabulary.clinic import CONDUCTIONS
from registry.vocabulary.terms import EVENTS, labels
from surveillance.engine.day import Day
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import History
from surveillance.engine.known.pacing import PACED
from surveillance.engine.message import Code, Message, say

NORMAL = "normal"
AV_DEGREE = {"av_block_1": 1, "av_block_2": 2, "av_block_3": 3}
BUNDLE = ("bundle_branch_block", "lbbb", "rbbb")
ON_ECG = labels(CONDUCTIONS)
LABELS = labels(EVENTS) | ON_ECG


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of block: its first sign since the last ECG without it."""

    kind: str
    id: str
    when: Day
    is_new: bool  # an earlier ECG without it is known; otherwise it is "first recorded"
    before: Day | None  # that ECG

    @property
    def said(self) -> Code:
        """The block in words."""
        return Code("conductions" if self.kind in ON_ECG else "events", self.kind)

    @property
    def announced(self) -> Message:
        """How its first sign is announced."""
        return say("conduction.new") if self.is_new else say("conduction.first_recorded")


def blocks(history: History) -> tuple[Block, ...]:
    """Each kind of block seen, by its latest run; a lower AV block is left out once a higher one is seen.

    A bundle branch block on a paced ECG is the pacemaker's. An event "bundle branch block" is left out where an ECG
    of that day or later names the side.
    """
    found = [block for kind in (*AV_DEGREE, *BUNDLE) if (block := _latest(history, kind))]
    return tuple(block for block in found if not any(_covers(other, block) for other in found))


def _latest(history: History, kind: str) -> Block | None:
    ecgs = [(v.when, v.id, v.conduction) for v in history.visits if v.conduction and v.rhythm != PACED]
    without = [when for when, _, said in ecgs if said != kind]
    seen = [(when, fact) for when, fact, said in ecgs if said == kind]
    seen += [(e.when, e.id) for e in history.events if e.kind == kind]
    seen.sort(key=lambda one: (one[0].first, one[0].last, one[1]))
    first: tuple[Day, str] | None = None
    for when, fact in seen:
        broken = first and any(surely_after(when, day) and surely_after(day, first[0]) for day in without)
        first = (when, fact) if first is None or broken else first
    if first is None:
        return None
    before = [day for day in without if surely_after(first[0], day)]
    return Block(kind, first[1], first[0], bool(before), before[-1] if before else None)


def _covers(other: Block, block: Block) -> bool:
    if other.kind in AV_DEGREE and block.kind in AV_DEGREE:
        return AV_DEGREE[other.kind] > AV_DEGREE[block.kind] and not surely_after(block.when, other.when)
    return block.kind == BUNDLE[0] and other.kind in BUNDLE[1:] and not surely_after(block.when, other.when)
