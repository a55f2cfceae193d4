"""Which treatments end what was seen of a lesion, and since when."""

from __future__ import annotations

from registry.vocabulary.terms import INTERVENTIONS, REMOVES_LESION
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import Day, History, TreatmentSeen

# Review §5: rupture "needs surgical approach, as percutaneous treatment can be ineffective or detrimental".
PERCUTANEOUS = ("tmvr", "teer")
SURGERY = tuple(kind for kind in INTERVENTIONS if kind not in PERCUTANEOUS)


def treatments_of(history: History, lesion: str, kinds: tuple[str, ...]) -> tuple[TreatmentSeen, ...]:
    """The treatments of these kinds that concern `lesion`: its own, and those that name none."""
    if not history.treatments:
        return ()
    return tuple(t for t in history.treatments if t.kind in kinds and t.lesion in (None, "", lesion))


def surgery_after(history: History, lesion: str, day: Day) -> TreatmentSeen | None:
    """The first operation on `lesion` that surely came after `day`."""
    found = treatments_of(history, lesion, SURGERY)
    return next((t for t in found if surely_after(t.when, day)), None)


def removal(history: History, lesion: str) -> TreatmentSeen | None:
    """The last operation that took the lesion out."""
    found = treatments_of(history, lesion, REMOVES_LESION)
    return found[-1] if found else None


def last_intervention(history: History, lesion: str) -> TreatmentSeen | None:
    """The last operation or catheter procedure on the lesion."""
    found = treatments_of(history, lesion, INTERVENTIONS)
    return found[-1] if found else None
