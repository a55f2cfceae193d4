"""Which sizes of a history belong to one course, and when a rupture stands: by hand, from CLINICAL A2, B, D1.

Where CLINICAL is silent, docs/decisions.md; never surveillance/trajectory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from surveillance.trajectory.history import Day, ExamSeen, History
from tests.oracle.course_by_hand import Size

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
MEASURED = {"capsule_defect": ("defect",), "leaking_content": ("leaked_mass",), "mobile_element": ("strand",),
            "vegetation": ("vegetation",), "echolucent_core": ("core",)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """Something that bears on rupture: a sign of it, or what ends it."""

    when: Day
    what: str  # sign | other_form | ccma | ruled_out | surgery
    by_cardiologist: bool = False


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
    """Everything said of a rupture of the lesion; an event or operation of no lesion in particular concerns each."""
    found = [Said(e.when, "sign") for e in history.events if e.kind in RUPTURES and e.lesion in (None, "", lesion)]
    for form in history.forms:
        if form.lesion != lesion:
            continue
        if form.form == "ruptured_ccma" or form.rupture_answer == "found":
            found.append(Said(form.when, "sign"))
        elif form.rupture_answer == "ruled_out":
            found.append(Said(form.when, "ruled_out", form.by_cardiologist))
        if form.form != "ruptured_ccma":
            found.append(Said(form.when, "ccma" if form.form == "ccma" else "other_form", form.by_cardiologist))
    found += [
        Said(exam.when, "sign")
        for exam in history.exams
        if any(present(exam, lesion, feature) for feature in RUPTURE_FEATURES)
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
        return not surely_after(sign.when, said.when)
    return said.what in ("ccma", "other_form") and surely_after(said.when, sign.when)


def standing_signs(history: History, lesion: str) -> list[Said]:
    """The signs of a rupture that nothing has ended."""
    said = about_rupture(history, lesion)
    return [sign for sign in said if sign.what == "sign" and not any(ends(other, sign) for other in said)]


def cuts(history: History, lesion: str) -> list[date]:
    """The days after which a new course begins: operations, and the day a rupture became known."""
    operated = {
        t.when.middle for t in history.treatments if t.kind in (*SURGERY, *CATHETER) and t.lesion in (None, "", lesion)
    }
    return sorted(operated | set(_became_known(about_rupture(history, lesion))))


def _became_known(said: list[Said]) -> Iterator[date]:
    """One cut a rupture, however many signs follow; "ruled out", or CCMA read since, takes it back."""
    known: Day | None = None
    rank = {"sign": 0, "surgery": 1}
    for one in sorted(said, key=lambda s: (s.when.first, s.when.last, rank.get(s.what, 2))):
        if one.what == "sign" and known is None:
            known = one.when
        elif known and one.what == "surgery" and surely_after(one.when, known):
            yield known.middle
            known = None
        elif known and one.what == "ruled_out" and one.by_cardiologist:
            known = None
        elif known and one.what == "ccma" and surely_after(one.when, known):
            known = None
    if known:
        yield known.middle


def could_tell(history: History, exam: ExamSeen, lesion: str, target: str) -> bool:
    """Whether "not visible" means anything: adequate, and as good as the exam that saw the target last."""
    if exam.quality not in ADEQUATE or exam.modality not in SHOWS:
        return False
    saw = [
        other
        for other in history.exams
        if not surely_after(other.when, exam.when)
        and any(r.lesion == lesion and r.target == target and r.size_mm is not None for r in other.readings)
    ]
    that_day = [other for other in saw if not surely_after(exam.when, other.when)]
    return all(exam.modality in SHOWS.get(other.modality, SHOWS["TTE"]) for other in that_day or saw[-1:])


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
            size = Size(on, exam.id, reading.axis, reading.size_mm, exam.modality, reading.reader or exam.reader,
                        reading.rounding_mm)  # fmt: skip
            found.setdefault((reading.lesion, reading.target), {}).setdefault(place, []).append(size)
    return {key: [places[place] for place in sorted(places)] for key, places in found.items()}
