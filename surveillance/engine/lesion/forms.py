"""What form each lesion has had, as people read it, in order of time."""

from __future__ import annotations

from dataclasses import dataclass

from surveillance.engine.known.history import FormSeen, History
from surveillance.engine.lesion.features import active

RESOLVED, MAC, CCMA, RUPTURED = "resolved", "mac", "ccma", "ruptured_ccma"
INDETERMINATE = "indeterminate"
RANK = {RESOLVED: 0, MAC: 1, CCMA: 2, RUPTURED: 3}  # indeterminate has no rank


@dataclass(frozen=True, slots=True)
class Regressed:
    """CCMA read as MAC, or as resolved: the first exam that says so, and the others that agree, the last one too."""

    first: FormSeen
    latest: FormSeen
    agreed_by: FormSeen | None
    agreed_last: FormSeen | None


def readings(history: History, lesion: str) -> tuple[FormSeen, ...]:
    """The definite readings of a lesion's form; of several on one day only the worst stand."""
    return history.once(("forms", lesion), lambda: _readings(history, lesion))


def _readings(history: History, lesion: str) -> tuple[FormSeen, ...]:
    ranked = [form for form in history.forms if form.lesion == lesion and form.form in RANK]
    worst: dict[object, int] = {}
    for form in ranked:
        worst[form.when] = max(worst.get(form.when, 0), RANK[form.form])
    return tuple(form for form in ranked if RANK[form.form] == worst[form.when])


def current(history: History, lesion: str) -> FormSeen | None:
    """The latest definite reading."""
    found = readings(history, lesion)
    return found[-1] if found else None


def worst_form(history: History) -> str:
    """The form of the patient: the worst that any lesion has now; indeterminate where nobody could say more."""
    definite = [form.form for lesion in history.lesions if (form := current(history, lesion))]
    return max(definite, key=RANK.__getitem__, default=INDETERMINATE if history.forms else "")


def is_mac_only(history: History, lesion: str) -> bool:
    """Whether every reading of the lesion says MAC and no echo-lucent core speaks against it."""
    found = readings(history, lesion)
    return bool(found) and {f.form for f in found} <= {MAC, RESOLVED} and not active(history, lesion, "echolucent_core")


def regressed(history: History, lesion: str) -> Regressed | None:
    """The return from CCMA to MAC or to nothing, if that is what the lesion is read as now."""
    found = readings(history, lesion)
    worse = [place for place, form in enumerate(found) if RANK[form.form] >= RANK[CCMA]]
    after = found[worse[-1] + 1 :] if worse else ()
    if not after:
        return None
    agreed = [None, *(form for form in after[1:] if _source(form) != _source(after[0]))]  # one exam read twice is one
    return Regressed(first=after[0], latest=after[-1], agreed_by=agreed[:2][-1], agreed_last=agreed[-1])


def _source(form: FormSeen) -> str:
    return form.exam or form.id
