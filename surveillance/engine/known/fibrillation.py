"""Whether atrial fibrillation is known, and when it began, if it began under surveillance."""

from __future__ import annotations

from dataclasses import dataclass

from surveillance.engine.day import Day
from surveillance.engine.known.conditions import was_ever
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import History
from surveillance.engine.message import Message, say

FIBRILLATION, ON_ECG = "atrial_fibrillation", "af"


@dataclass(frozen=True, slots=True)
class Onset:
    """The first that is known of atrial fibrillation: an event, an ECG at a visit, or a condition with its date."""

    id: str
    when: Day
    said: Message
    caveat: Message | None = None


def is_known(history: History) -> bool:
    """Whether it was ever recorded: as a condition, over or not, as an event or on an ECG."""
    on_ecg = any(visit.rhythm == ON_ECG for visit in history.visits)
    return on_ecg or bool(was_ever(history, FIBRILLATION)) or any(e.kind == FIBRILLATION for e in history.events)


def onset(history: History) -> Onset | None:
    """The first sign of it; None when it was known before, or is recorded without a date and nothing says "new"."""
    known = was_ever(history, FIBRILLATION)
    enrolled = Day.exactly(history.enrolled_on)
    events = [Onset(e.id, e.when, say("fibrillation.event")) for e in history.events if e.kind == FIBRILLATION]
    others = [Onset(v.id, v.when, say("fibrillation.ecg")) for v in history.visits if v.rhythm == ON_ECG]
    for row in known:
        if row.since and surely_after(row.since, enrolled):
            others.append(Onset(row.id, row.since, say("fibrillation.condition")))
    undated = any(row.since is None for row in known)
    first = min([*events, *([] if undated else others)], key=lambda o: (o.when.first, o.when.last, o.id), default=None)
    if first is None or any(row.since and surely_after(first.when, row.since) for row in known):
        return None
    caveat = say("fibrillation.undated") if undated else None
    return Onset(first.id, first.when, say("fibrillation.onset", sign=first.said, when=first.when), caveat)
