"""What the features of one exam read as: MAC, CCMA, ruptured CCMA, resolved or indeterminate, and why.

The criteria are those of Table 2 and §4 of the review; how they are put together is ours, in this order:

1. A finding of rupture reads ruptured, whatever else is said: one of those of rule R1 or R2, or both blood-filled
   cavities of CMR.
2. Table 2's echo row of rupture (an echo-lucent centre with a mobile element or superimposed soft tissue, the capsule
   not read as intact and no vegetation that would explain them) supports rupture and is not enough alone: the review
   says how ruptured lesions look, calls mobility "associated with rupture" (§2), and sees a soft mobile mass on
   infected CCMA too (§4). It is indeterminate and says what would show a rupture; rule M1 speaks of the mobile part.
3. A mass seen before and not visible by an exam that can tell reads resolved.
4. A core (echo-lucent, not evenly hyperdense, bright or mixed on T1, a calcified rim) reads CCMA.
5. Shadowing with no lucency, or on CT calcium through the whole of a mass without a contrast-filled space, reads MAC.
6. All else is indeterminate, and so are 4 and 5 when a finding speaks against them; what would decide is said.

Uptake tells activity and never decides a form; low signal alone does not read MAC, for it was seen in CCMA too (§4).
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.vocabulary import readings, terms
from surveillance.engine.known.history import ExamSeen, FormSeen, History
from surveillance.engine.lesion.features import ABSENT, PRESENT, able, values
from surveillance.engine.lesion.form_criteria import FEATURES, TYPED, Says
from surveillance.engine.lesion.forms import CCMA, MAC, RANK, RESOLVED, RUPTURED
from surveillance.engine.lesion.rupture import COMMUNICATIONS, RUPTURE_FEATURES
from surveillance.engine.lesion.vanishing import can_tell

INDETERMINATE = "indeterminate"
WEIGHED = ("TTE", "TOE", "CT", "CMR")
CORE_FINDINGS = ("echolucent_core", "core_density", "t1_centre", "rim_calcification")
TYPED_LABELS = {
    "shape": "Shape",
    "border": "Border",
    "mr_mechanism": "MR jet",
    "core_density": "Core density",
    "t1_centre": "T1 centre",
    "t1_rim": "T1 rim",
    "t2_centre": "T2 or T2-STIR centre",
    "t2_rim": "T2 or T2-STIR rim",
    "gre_centre": "Gradient echo centre",
    "bright_blood_cavity": "Cavity, bright blood",
    "black_blood_cavity": "Cavity, black blood",
    "perfusion_centre": "First-pass perfusion of the centre",
    "lge_standard": "Late enhancement, standard TI",
    "lge_long_ti": "Late enhancement, long TI",
}
_WORDS = {
    "shape": readings.ECHO_SHAPES,
    "border": readings.BORDERS,
    "mr_mechanism": readings.MR_MECHANISMS,
    "core_density": readings.DENSITIES,
    "bright_blood_cavity": readings.CAVITIES,
    "black_blood_cavity": readings.CAVITIES,
    "perfusion_centre": terms.VALUES,
    "lge_standard": readings.LGE,
    "lge_long_ti": readings.LGE,
}
_ECHO_TELLS = (("acoustic_shadowing", "acoustic shadowing"), ("echolucent_core", "an echo-lucent core"))
_TELLING = {
    "TTE": _ECHO_TELLS,
    "TOE": _ECHO_TELLS,
    "CT": (
        ("rim_calcification", "where the calcium lies (rim or whole mass)"),
        ("core_density", "core density"),
        ("contrast_filled_space", "a contrast-filled space"),
    ),
    "CMR": (
        ("t1_centre", "T1 signal of the centre"),
        ("bright_blood_cavity", "a cavity in bright blood"),
        ("black_blood_cavity", "a cavity in black blood"),
    ),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One finding of the exam: what was said, and which forms that supports and contradicts by which sentence."""

    code: str
    label: str
    said: str
    supports: tuple[str, ...]
    contradicts: tuple[str, ...]
    source: str

    @property
    def is_not_enough(self) -> bool:
        """Whether it supports rupture without showing one (R1 and R2 name what does)."""
        return RUPTURED in self.supports and self.code not in (*RUPTURE_FEATURES, *COMMUNICATIONS)


@dataclass(frozen=True, slots=True)
class FormReading:
    """What the features of one lesion read as in one exam, beside what its reader decided."""

    exam: str
    lesion: str
    form: str  # mac | ccma | ruptured_ccma | resolved | indeterminate
    because: str
    criteria: tuple[Criterion, ...]
    would_decide: tuple[str, ...] = ()  # what would settle an indeterminate reading
    decided: str = ""  # the form the reader of this exam gave, if any

    @property
    def disagrees(self) -> bool:
        """Whether features and reader name two different definite forms."""
        return bool(self.decided) and INDETERMINATE not in (self.form, self.decided) and self.form != self.decided


@dataclass(frozen=True, slots=True)
class _Findings:
    """The values of one exam that count, by feature or field."""

    said: dict[str, str]
    criteria: tuple[Criterion, ...]

    def present(self, *codes: str) -> list[str]:
        """Those of the features that are there."""
        return [code for code in codes if self.said.get(code, "").split(":")[0] == PRESENT]

    def named(self, codes: list[str]) -> str:
        """The findings in words, as in "Fistula, Leaking content"."""
        return ", ".join(c.label for c in self.criteria if c.code in codes)


def read_form(history: History, exam: ExamSeen, lesion: str) -> FormReading | None:
    """What the exam's features of the lesion read as; None when the exam says nothing that bears on its form."""
    found = _findings(history, exam, lesion)
    gone = _not_visible(history, exam, lesion)
    if exam.annulus in ("excised", "prosthesis_assessed") or not (found.criteria or gone):
        return None
    form, because, would_decide = _decide(history, exam, lesion, found=found, gone=gone)
    decided = decided_form(history, exam, lesion)
    said = decided.form if decided else ""
    return FormReading(exam.id, lesion, form, because, found.criteria, would_decide, said)


def decided_form(history: History, exam: ExamSeen, lesion: str) -> FormSeen | None:
    """The form that the reader of this exam gave the lesion, the last one if there are several."""
    said = [form for form in history.forms if form.exam == exam.id and form.lesion == lesion and form.form]
    return said[-1] if said else None


def _findings(history: History, exam: ExamSeen, lesion: str) -> _Findings:
    """What the exam can and does say: an absence in poor images, or seen by no such modality, counts for nothing."""
    said: dict[str, str] = {}
    criteria: list[Criterion] = []
    for feature, table in FEATURES.items():
        heard = values(history, lesion, feature).get(exam.id)
        if heard is None or exam.modality not in terms.FEATURE[feature].modalities or not _counts(exam, feature, heard):
            continue
        value, detail = heard[1], heard[2]
        said[feature] = f"{value}:{detail}" if detail else value
        if says := table.get(said[feature]) or table.get(value):
            label = terms.FEATURE[feature].label
            criteria.append(_criterion(feature, label, _feature_word(feature, value, detail), says))
    vegetation = values(history, lesion, "vegetation").get(exam.id)
    said["vegetation"] = vegetation[1] if vegetation else ""
    if len(history.lesions) <= 1:  # a typed reading names no lesion
        _add_typed(exam, said, criteria)
    return _Findings(said, tuple(criteria))


def _add_typed(exam: ExamSeen, said: dict[str, str], criteria: list[Criterion]) -> None:
    for name, table in TYPED.items():
        value = str(exam.typed.get(name, ""))
        if says := table.get(value):
            said[name] = value
            word = terms.labels(_WORDS.get(name, readings.SIGNALS)).get(value, value)
            criteria.append(_criterion(name, TYPED_LABELS[name], word.lower(), says))


def _counts(exam: ExamSeen, feature: str, heard: tuple[ExamSeen, str, str]) -> bool:
    if heard[1] == PRESENT:
        return not (feature == "tracer_uptake" and _badly_prepared(exam))
    masked = feature == "tracer_uptake" and (
        any(f.feature == "diffuse_myocardial_uptake" and f.value == PRESENT for f in exam.features)
        or _badly_prepared(exam)
    )
    return heard[1] == ABSENT and able(exam, feature) and not masked


def _badly_prepared(exam: ExamSeen) -> bool:
    return exam.typed.get("prepared") == "inadequate"


def _criterion(code: str, label: str, said: str, says: Says) -> Criterion:
    return Criterion(code, label, said, says.supports, says.contradicts, says.source)


def _feature_word(feature: str, value: str, detail: str) -> str:
    word = next((term.label for term in terms.FEATURE[feature].details if term.code == detail), detail)
    return f"{value} ({word})" if word else value


def _not_visible(history: History, exam: ExamSeen, lesion: str) -> bool:
    mass = [r for r in exam.readings if r.lesion == lesion and r.target == "mass"]
    if any(r.size_mm is not None and not r.not_visible for r in mass):
        return False
    only = len(history.lesions) <= 1
    return any(r.not_visible for r in mass) or (only and exam.annulus == "not_visible")


def _decide(
    history: History, exam: ExamSeen, lesion: str, *, found: _Findings, gone: bool
) -> tuple[str, str, tuple[str, ...]]:
    if burst := _rupture(found):
        return RUPTURED, burst, ()
    if alike := _looks_ruptured(found):
        return INDETERMINATE, alike, _would_show_rupture(exam, found)
    if gone and exam.modality in WEIGHED:
        if not _seen_before(history, exam, lesion):
            return INDETERMINATE, "The mass is not visible, and nothing earlier says that it was there.", ()
        if can_tell(history, exam, lesion=lesion, target="mass"):
            return RESOLVED, "The mass is not visible, by an exam that could have shown it.", ()
        said = "The mass is not visible, but this exam could not have shown what an earlier one saw."
        return INDETERMINATE, said, ("the same or a better modality, of adequate quality",)
    if exam.modality not in WEIGHED:
        return INDETERMINATE, "Uptake tells activity, not form.", ("echo, CT or CMR",)
    return _core_or_calcium(exam, found)


def _seen_before(history: History, exam: ExamSeen, lesion: str) -> bool:
    """Whether a size or a form of an earlier day says that there was a mass."""
    day = exam.when.middle
    sized = any(e.when.middle < day and r.size_mm is not None for e, r in history.sizes.get((lesion, "mass"), ()))
    formed = (
        f.form in RANK and f.form != RESOLVED for f in history.forms if f.lesion == lesion and f.when.middle < day
    )
    return sized or any(formed)


def _rupture(found: _Findings) -> str:
    """Why the exam reads ruptured; empty if it does not."""
    if shown := found.present(*RUPTURE_FEATURES, *COMMUNICATIONS):
        return f"Finding of rupture: {found.named(shown)}."
    if found.said.get("bright_blood_cavity") == "bright" and found.said.get("black_blood_cavity") == "dark":
        return "A blood-filled cavity: bright in bright-blood and dark in black-blood sequences."
    return ""


def _looks_ruptured(found: _Findings) -> str:
    """Table 2's echo row of rupture, which shows none by itself; empty if the exam does not look like that."""
    loose = found.present("mobile_element", "soft_tissue")
    explained = found.said["vegetation"] == PRESENT or found.said.get("capsule_defect") == ABSENT
    if found.present("echolucent_core") and loose and not explained:
        looks = f"an echo-lucent centre with {found.named(loose).lower()}"
        return f"As Table 2 shows rupture by echo, {looks}: it supports rupture and is not enough alone."
    return ""


def _would_show_rupture(exam: ExamSeen, found: _Findings) -> tuple[str, ...]:
    """The findings of R1 that this echo could have read and has not, the capsule among them; and a CT's."""
    features = [terms.FEATURE[code] for code in RUPTURE_FEATURES if code not in found.said]
    here = [feature.label.lower() for feature in features if exam.modality in feature.modalities]
    return (*here, "a contrast-filled space (CT)")


def _core_or_calcium(exam: ExamSeen, found: _Findings) -> tuple[str, str, tuple[str, ...]]:
    core = [c for c in found.criteria if c.code in CORE_FINDINGS and MAC in c.contradicts]
    if core:
        return _unless_against(found, CCMA, f"A core: {', '.join(f'{c.label} {c.said}' for c in core)}.")
    shadowed = found.present("acoustic_shadowing") and found.said.get("echolucent_core") == ABSENT
    whole = found.said.get("rim_calcification") == "present:whole" and found.said.get("core_density") == "hyperdense"
    if shadowed:
        return _unless_against(found, MAC, "Acoustic shadowing, and no echo-lucent core.")
    if whole and found.said.get("contrast_filled_space") == ABSENT:
        return _unless_against(found, MAC, "Calcium through the whole mass, and no contrast-filled space.")
    return INDETERMINATE, "The findings that tell MAC from CCMA are not all there.", _open(exam, found)


def _unless_against(found: _Findings, form: str, because: str) -> tuple[str, str, tuple[str, ...]]:
    against = [c for c in found.criteria if form in c.contradicts]
    if not against:
        return form, because, ()
    said = f"{because} Against it: {', '.join(f'{c.label} {c.said}' for c in against)}."
    return INDETERMINATE, said, ("a joint reading, or a modality that shows the core (CT, CMR)",)


def _open(exam: ExamSeen, found: _Findings) -> tuple[str, ...]:
    """What this modality could still say to settle the form."""
    missing = tuple(words for code, words in _TELLING[exam.modality] if code not in found.said)
    return missing or ("another modality that shows the core",)
