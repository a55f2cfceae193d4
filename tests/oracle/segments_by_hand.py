"""Which sizes of a history belong to one course, and when a rupture stands: by hand, from CLINICAL A2, B, D1.

Where CLINICAL is silent, docs/decisions/; never surveillance/trajectory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from surveillance.engine.day import Day
from surveillance.engine.known.history import ExamSeen, History
from tests.oracle.sizes_by_hand import Size

ADEQUATE = ("good", "adequate")
SURGERY = ("excision", "drainage", "repair", "replacement", "surgery_unspecified")
CATHETER = ("tmvr", "teer")  # review §5: percutaneous treatment does not end a rupture
SHOWS = {"TTE": ("TTE", "TOE", "CT", "CMR"), "TOE": ("TOE", "CT"), "CT": ("CT",), "CMR": ("CMR", "CT", "TOE")}
RUPTURES = ("rupture", "fistula", "pseudoaneurysm")
RUPTURE_FEATURES = (
    "capsule_defect",
    "flow_into_core",
    "mr_through_lesion",
    "leaking_content",
    "contrast_filled_space",
    "fistula",
    "pseudoaneurysm",
)
MEASURED = {
    "capsule_defect": ("defect",),
    "leaking_content": ("leaked_mass",),
    "mobile_element": ("strand", "mobile_mass"),
    "vegetation": ("vegetation",),
    "echolucent_core": ("core",),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Something that bears on rupture: a sign of it, or what ends it."""

    when: Day
    what: str  # sign | other_form | ccma | ruled_out | surgery
    by_cardiologist: bool = False
    kind: str = ""  # of a sign: the form, the event or the feature that shows it


def surely_after(later: Day, earlier: Day) -> bool:
    """Whether the one lies after the other on whatever days they were; nominal days share one origin."""
    if later.precision == earlier.precision == "nominal":
        return later.first > earlier.first and later.last > earlier.last
    return later.first > earlier.last


def present(exam: ExamSeen, lesion: str, feature: str) -> bool:
    """Whether an exam shows a feature of a lesion: read as present, or a part of it measured."""
    said = any(f.lesion == lesion and f.feature == feature and f.value == "present" for f in exam.features)
    parts = MEASURED.get(feature, ())
    return said or any(r.lesion == lesion and r.target in parts and r.size_mm is not None for r in exam.readings)


def about_rupture(history: History, lesion: str) -> list[Said]:
    """Everything said of a rupture of the lesion; one event that names none of several is a rupture of its own, ""."""
    only = history.lesions[0] if len(history.lesions) == 1 else ""
    events = (e for e in history.events if e.kind in RUPTURES and (e.lesion or only) == lesion)
    found = [Said(event.when, "sign", kind=event.kind) for event in events]
    for form in history.forms:
        if lesion not in (form.lesion, ""):
            continue
        if form.form == "ruptured_ccma" or form.rupture_answer == "found":
            found += [Said(form.when, "sign", kind="form")] if form.lesion == lesion else []
        elif form.rupture_answer == "ruled_out":
            found.append(Said(form.when, "ruled_out", form.by_cardiologist))
        if form.form not in ("ruptured_ccma", "indeterminate") and form.rupture_answer != "found":
            found.append(Said(form.when, "ccma" if form.form == "ccma" else "other_form", form.by_cardiologist))
    found += [
        Said(exam.when, "sign", kind=f"seen: {feature}")
        for exam in history.exams
        for feature in RUPTURE_FEATURES
        if present(exam, lesion, feature)
    ]
    found += [
        Said(t.when, "surgery") for t in history.treatments if t.kind in SURGERY and t.lesion in (None, "", lesion)
    ]
    return found


def ends(said: Said, sign: Said) -> bool:
    """CLINICAL R1: a cardiologist's later reading of another form, "ruled out" also on the day itself, or surgery."""
    if said.what == "surgery":
        return surely_after(said.when, sign.when)
    if not said.by_cardiologist:
        return False
    if said.what == "ruled_out":
        return said.when == sign.when or surely_after(said.when, sign.when)
    return said.what in ("ccma", "other_form") and surely_after(said.when, sign.when)


def ruptures(history: History, lesion: str) -> list[tuple[Day, Said | None, bool]]:
    """Every rupture of the lesion: since when it was known, what ended it, and whether that says there was none.

    One rupture, however many signs follow until it has surely ended.
    """
    return _runs(about_rupture(history, lesion))


def _runs(said: list[Said]) -> list[tuple[Day, Said | None, bool]]:
    signs = sorted((s.when for s in said if s.what == "sign"), key=lambda day: (day.first, day.last))
    found: list[tuple[Day, Said | None, bool]] = []
    since = last = None
    for when in [*signs, None]:
        end = _end(said, last) if last else None
        if last and since and (when is None or (end and surely_after(when, end[0].when))):
            found.append((since, end[0] if end else None, bool(end and end[1])))
            since = None
        if when:
            since, last = since or when, max(last or when, when, key=lambda day: day.last)
            last = when if since == when else last
    return found


def _end(said: list[Said], last: Day) -> tuple[Said, bool] | None:
    """The first that ended it, and whether one of that day denies it: "ruled out", or CCMA read by a cardiologist."""
    enders = [other for other in said if ends(other, Said(last, "sign"))]
    if not enders:
        return None
    first = min(enders, key=lambda other: other.when)
    denied = any(other.what in ("ruled_out", "ccma") for other in enders if other.when == first.when)
    return first, denied


def standing(history: History, lesion: str) -> list[Day]:
    """Since when each kind of sign stands that nothing has ended: an assessment may end one and come before another."""
    said = about_rupture(history, lesion)
    kinds = dict.fromkeys(one.kind for one in said if one.kind)
    by_kind = (_runs([one for one in said if one.kind in ("", kind)])[-1] for kind in kinds)
    return [since for since, end, _ in by_kind if end is None]


def cuts(history: History, lesion: str) -> list[date]:
    """The days after which a new course begins: operations, and the day a rupture became known that was one."""
    kinds = (*SURGERY, *CATHETER)
    operated = {t.when.middle for t in history.treatments if t.kind in kinds and t.lesion in (None, "", lesion)}
    concerns = dict.fromkeys((lesion, "")) if len(history.lesions) > 1 else (lesion,)
    found = [rupture for one in concerns for rupture in ruptures(history, one)]
    return sorted(operated | {since.middle for since, _, denied in found if not denied})


def could_tell(history: History, exam: ExamSeen, lesion: str, target: str) -> bool:
    """Whether "not visible" means anything: not of poor quality, and as good as the exams that saw the target last.

    "Last" is the last day until then; a lesion operated since then has to be seen anew.
    """
    if exam.quality == "poor" or exam.modality not in SHOWS or saw(history, exam, lesion, target):
        return False
    on = exam.when.middle
    seen = [o for o in history.exams if o.when.middle <= on and saw(history, o, lesion, target)]
    operated = [t.when for t in history.treatments if t.kind in SURGERY and t.lesion in (None, "", lesion)]
    seen = [o for o in seen if not any(surely_after(t, o.when) and not surely_after(t, exam.when) for t in operated)]
    last = max((other.when.middle for other in seen), default=on)
    return all(exam.modality in SHOWS.get(o.modality, SHOWS["TTE"]) for o in seen if o.when.middle == last)


def saw(history: History, exam: ExamSeen, lesion: str, target: str) -> bool:
    """Whether an exam measured the target, examined the only lesion with a result, read its form, or saw a core."""
    mine = [r for r in exam.readings if r.lesion == lesion and r.target == target]
    if any(r.size_mm is not None for r in mine):
        return True
    if target == "mass" and exam.annulus == "measured" and len(history.lesions) <= 1:
        return not mine
    if target == "mass":
        forms = {form.form for form in history.forms if form.exam == exam.id and form.lesion == lesion}
        return bool(forms & {"mac", "ccma", "ruptured_ccma"})
    return target == "core" and present(exam, lesion, "echolucent_core")


def sizes(history: History) -> Mapping[tuple[str, str], list[list[Size]]]:
    """The usable sizes by (lesion, target), cut into segments in order of time."""
    found: dict[tuple[str, str], dict[int, list[Size]]] = {}
    for exam in history.exams:
        if exam.when.too_vague:
            continue
        for reading in exam.readings:
            gone = reading.size_mm is None
            if gone and not (reading.not_visible and could_tell(history, exam, reading.lesion, reading.target)):
                continue
            on = exam.when.middle
            place = sum(cut < on for cut in cuts(history, reading.lesion))
            of_whom = (exam.modality, reading.reader or exam.reader, reading.rounding_mm, reading.reread)
            size = Size(on, exam.id, reading.axis, reading.size_mm, *of_whom)
            found.setdefault((reading.lesion, reading.target), {}).setdefault(place, []).append(size)
    usable = {
        key: [places[n] for n in sorted(places) if any(size.axis == "long" for size in places[n])]
        for key, places in found.items()
    }
    return {key: segments for key, segments in usable.items() if segments}
