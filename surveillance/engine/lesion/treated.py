"""Which treatments end what was seen of a lesion, and since when."""

from __future__ import annotations

from collections.abc import Mapping

from registry.vocabulary.terms import INTERVENTIONS, REMOVES_LESION
from surveillance.engine.day import Day
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import History, TreatmentSeen
from surveillance.engine.message import Text, say

# Review §5: rupture "needs surgical approach, as percutaneous treatment can be ineffective or detrimental".
PERCUTANEOUS = ("tmvr", "teer")
SURGERY = tuple(kind for kind in INTERVENTIONS if kind not in PERCUTANEOUS)
_CALLED: Mapping[str, Text] = {
    "excision": say("treated.excision"),
    "drainage": say("treated.drainage"),
    "repair": say("treated.repair"),
    "replacement": say("treated.replacement"),
    "surgery_unspecified": say("treated.surgery_unspecified"),
    "tmvr": say("treated.tmvr"),
    "teer": say("treated.teer"),
}


def operation_of(treatment: TreatmentSeen) -> Text:
    """What the operation or procedure is called in the middle of a sentence."""
    return _CALLED.get(treatment.kind, treatment.kind.replace("_", " "))


def treatments_of(history: History, lesion: str, kinds: tuple[str, ...]) -> tuple[TreatmentSeen, ...]:
    """The treatments of these kinds that concern `lesion`: its own, and those that name none."""
    if not history.treatments:
        return ()
    return tuple(t for t in history.treatments if t.kind in kinds and t.lesion in (None, "", lesion))


def treated_after(history: History, lesion: str, day: Day, kinds: tuple[str, ...]) -> TreatmentSeen | None:
    """The treatment of these kinds by which what `lesion` showed was surely treated after `day`; None when it was not.

    What names no lesion ("") was treated once every lesion was, the last of them counting: the treatment of one of two
    lesions may have left the very one that the finding is of.
    """
    found = []
    for one in (lesion,) if lesion else history.lesions or ("",):
        later = next((t for t in treatments_of(history, one, kinds) if surely_after(t.when, day)), None)
        if later is None:
            return None
        found.append(later)
    return max(found, key=lambda t: (t.when, t.id))


def surgery_after(history: History, lesion: str, day: Day) -> TreatmentSeen | None:
    """The first operation that surely came after `day` on `lesion`, or on every one for what names none."""
    return treated_after(history, lesion, day, SURGERY)


def removal(history: History, lesion: str) -> TreatmentSeen | None:
    """The last operation that took the lesion out."""
    found = treatments_of(history, lesion, REMOVES_LESION)
    return found[-1] if found else None


def last_intervention(history: History, lesion: str) -> TreatmentSeen | None:
    """The last operation or catheter procedure on the lesion."""
    found = treatments_of(history, lesion, INTERVENTIONS)
    return found[-1] if found else None
