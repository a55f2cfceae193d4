"""Which ruptures stand: they end by a cardiologist's dated assessment or by surgery, never by absence later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from surveillance.engine.day import Day
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import FormSeen, History
from surveillance.engine.lesion.features import sightings
from surveillance.engine.lesion.forms import CCMA, RUPTURED
from surveillance.engine.lesion.treated import surgery_after
from surveillance.engine.message import Code, Message, say

# Review §4 and Table 2, right column; an interrupted capsule is Allwood's partial rupture.
RUPTURE_FEATURES = (
    "capsule_defect",
    "flow_into_core",
    "mr_through_lesion",
    "leaking_content",
    "contrast_filled_space",
)
COMMUNICATIONS = ("fistula", "pseudoaneurysm")  # findings and events alike: rule R2
FORM = "form"
EVENTS = {
    "rupture": say("rupture.rupture_event"),
    "fistula": say("rupture.fistula_event"),
    "pseudoaneurysm": say("rupture.pseudoaneurysm_event"),
}
ASSESSED = ("mac", "ccma", "resolved")  # the forms that say "not ruptured"


@dataclass(frozen=True, slots=True)
class Rupture:
    """One way in which a lesion is known to have ruptured, from its first sighting to its last."""

    lesion: str
    kind: str  # form, rupture (an event), or the code of a feature
    source: str  # lineage of the first exam, assessment or event of this run
    since: Day
    last: Day
    said: Message
    facts: tuple[str, ...]

    @property
    def is_communication(self) -> bool:
        """Whether it is a fistula or a pseudoaneurysm (R2) and not a rupture in the narrow sense (R1)."""
        return self.kind in COMMUNICATIONS


@dataclass(frozen=True, slots=True)
class _Sighting:
    day: Day
    source: str
    said: Message


def ruptures(history: History) -> tuple[Rupture, ...]:
    """Every rupture that stands, by lesion; "" is the lesion of an event that names none although there are several."""
    lesions = history.lesions if len(history.lesions) == 1 else (*history.lesions, "")
    return tuple(rupture for lesion in lesions for rupture in ruptures_of(history, lesion))


def ruptures_of(history: History, lesion: str) -> tuple[Rupture, ...]:
    """The ruptures of one lesion that stand."""
    return history.once(("ruptures", lesion), lambda: _standing(history, lesion))


def _standing(history: History, lesion: str) -> tuple[Rupture, ...]:
    found = [(kind, seen) for kind, seen in _sightings(history, lesion) if seen]
    last = (list(_runs(history, lesion, kind=kind, seen=seen))[-1] for kind, seen in found)
    return tuple(rupture for rupture in last if not ended_on(history, lesion, rupture.last))


def became_known(history: History, lesion: str) -> tuple[date, ...]:
    """The days on which the lesion was first known as ruptured, each once however it showed, whether it has ended or
    not; one that a cardiologist ruled out or read as CCMA since was none. One that names no lesion counts for each."""
    lesions = dict.fromkeys((lesion, "")) if len(history.lesions) > 1 else (lesion,)
    return tuple(run.since.middle for one in lesions for run in _all_runs(history, one))


def is_known(history: History, lesion: str, day: Day) -> bool:
    """Whether the lesion was known as ruptured on that day."""
    for run in _all_runs(history, lesion):
        end = ended_on(history, lesion, run.last)
        if not surely_after(run.since, day) and not (end and surely_after(day, end)):
            return True
    return False


def ended_on(history: History, lesion: str, day: Day) -> Day | None:
    """When a rupture last seen on `day` ended.

    It ends by a cardiologist's later reading of another form, by the answer "ruled out" given on that day or later,
    or by an operation whose first possible day is later than the last possible day of the rupture: an operation that
    is only known to belong to the same report does not make the lesion unruptured. TEER and valve-in-MAC do not end
    it (review §5: percutaneous treatment "can be ineffective or detrimental").
    """
    assessed = [form.when for form in history.forms if lesion in (form.lesion, "") and _rules_out(form, day)]
    operation = surgery_after(history, lesion, day)
    return min((*assessed, *([operation.when] if operation else [])), default=None)


def _rules_out(form: FormSeen, day: Day) -> bool:
    if not form.by_cardiologist:
        return False
    if form.rupture_answer == "ruled_out":
        return form.when == day or surely_after(form.when, day)
    return form.form in ASSESSED and form.rupture_answer != "found" and surely_after(form.when, day)


def _sightings(history: History, lesion: str) -> list[tuple[str, list[_Sighting]]]:
    """By kind, every time the rupture was seen."""
    found = [(FORM, _forms(history, lesion)), *((kind, _events(history, lesion, kind)) for kind in EVENTS)]
    for feature in (*RUPTURE_FEATURES, *COMMUNICATIONS):
        shown = sightings(history, lesion, feature)
        seen = [_Sighting(exam.when, exam.id, _told(feature, exam.modality, detail)) for exam, detail in shown]
        found.append((feature, seen))
    return found


def _told(feature: str, modality: str, detail: str) -> Message:
    finding = Code("feature_terms", feature)
    if not detail:
        return say("rupture.shown", finding=finding, modality=modality)
    return say("rupture.shown_as", finding=finding, detail=Code(f"details.{feature}", detail), modality=modality)


def _forms(history: History, lesion: str) -> list[_Sighting]:
    said = {True: say("rupture.form"), False: say("rupture.assessed")}
    return [
        _Sighting(form.when, form.exam or form.id, said[form.form == RUPTURED])
        for form in history.forms
        if form.lesion == lesion and (form.form == RUPTURED or form.rupture_answer == "found")
    ]


def _events(history: History, lesion: str, kind: str) -> list[_Sighting]:
    """Events that name no lesion belong to the only one, or to "" when there are several."""
    only = history.lesions[0] if len(history.lesions) == 1 else ""
    return [
        _Sighting(event.when, event.id, EVENTS[kind])
        for event in history.events
        if event.kind == kind and (event.lesion or only) == lesion
    ]


def _all_runs(history: History, lesion: str) -> tuple[Rupture, ...]:
    """The ruptures of the lesion, of whatever kind, in order of time, without those that were none."""
    return history.once(("rupture runs", lesion), lambda: tuple(_true_runs(history, lesion)))


def _true_runs(history: History, lesion: str) -> Iterator[Rupture]:
    seen = sorted((s for _, found in _sightings(history, lesion) for s in found), key=lambda s: (s.day, s.source))
    for run in _runs(history, lesion, kind="", seen=seen):
        end = ended_on(history, lesion, run.last)
        said = (form for form in history.forms if lesion in (form.lesion, "") and form.when == end)
        if not any(_denies(form, run.last) for form in said):
            yield run


def _denies(form: FormSeen, day: Day) -> bool:
    """Whether the assessment says that there was no rupture; MAC or nothing may be what a rupture has left."""
    return _rules_out(form, day) and (form.rupture_answer == "ruled_out" or form.form == CCMA)


def _runs(history: History, lesion: str, *, kind: str, seen: Iterable[_Sighting]) -> Iterator[Rupture]:
    """The runs of these sightings; a sighting after an end starts a new one."""
    run: Rupture | None = None
    for sighting in seen:
        end = ended_on(history, lesion, run.last) if run else None
        if run and not (end and surely_after(sighting.day, end)):
            last = max(run.last, sighting.day, key=lambda day: day.last)
            run = replace(run, last=last, facts=(*run.facts, sighting.source))
            continue
        if run:
            yield run
        run = Rupture(lesion, kind, sighting.source, sighting.day, sighting.day, sighting.said, (sighting.source,))
    if run:
        yield run
