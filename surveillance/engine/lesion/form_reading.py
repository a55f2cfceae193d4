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

from collections.abc import Mapping
from dataclasses import dataclass

from registry.vocabulary import terms
from surveillance.engine.known.history import ExamSeen, FormSeen, History
from surveillance.engine.lesion.features import ABSENT, PRESENT, able, values
from surveillance.engine.lesion.form_criteria import FEATURES, TYPED, Says
from surveillance.engine.lesion.forms import CCMA, MAC, RANK, RESOLVED, RUPTURED
from surveillance.engine.lesion.rupture import COMMUNICATIONS, RUPTURE_FEATURES
from surveillance.engine.lesion.vanishing import can_tell
from surveillance.engine.message import Code, Message, say

INDETERMINATE = "indeterminate"
WEIGHED = ("TTE", "TOE", "CT", "CMR")
CORE_FINDINGS = ("echolucent_core", "core_density", "t1_centre", "rim_calcification")
TYPED_LABELS: Mapping[str, Message] = {
    "shape": say("form_reading.shape"),
    "border": say("form_reading.border"),
    "mr_mechanism": say("form_reading.mr_mechanism"),
    "core_density": say("form_reading.core_density"),
    "t1_centre": say("form_reading.t1_centre"),
    "t1_rim": say("form_reading.t1_rim"),
    "t2_centre": say("form_reading.t2_centre"),
    "t2_rim": say("form_reading.t2_rim"),
    "gre_centre": say("form_reading.gre_centre"),
    "bright_blood_cavity": say("form_reading.bright_blood_cavity"),
    "black_blood_cavity": say("form_reading.black_blood_cavity"),
    "perfusion_centre": say("form_reading.perfusion_centre"),
    "lge_standard": say("form_reading.lge_standard"),
    "lge_long_ti": say("form_reading.lge_long_ti"),
}
_VOCABULARY = {
    "shape": "echo_shapes",
    "border": "borders",
    "mr_mechanism": "mr_mechanisms",
    "core_density": "densities",
    "bright_blood_cavity": "cavities",
    "black_blood_cavity": "cavities",
    "perfusion_centre": "values",
    "lge_standard": "lge",
    "lge_long_ti": "lge",
}  # of all others: signals
_ECHO_TELLS = (
    ("acoustic_shadowing", say("form_reading.ask_shadowing")),
    ("echolucent_core", say("form_reading.ask_lucency")),
)
_TELLING = {
    "TTE": _ECHO_TELLS,
    "TOE": _ECHO_TELLS,
    "CT": (
        ("rim_calcification", say("form_reading.ask_calcium")),
        ("core_density", say("form_reading.ask_density")),
        ("contrast_filled_space", say("form_reading.ask_space")),
    ),
    "CMR": (
        ("t1_centre", say("form_reading.ask_t1")),
        ("bright_blood_cavity", say("form_reading.ask_bright")),
        ("black_blood_cavity", say("form_reading.ask_black")),
    ),
}
Decision = tuple[str, Message, tuple[Message, ...]]  # form, why, what would settle it


@dataclass(frozen=True, slots=True)
class Criterion:
    """One finding of the exam: what was said, and which forms that supports and contradicts by which sentence."""

    code: str
    label: Message | Code
    said: Message
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
    why: Message
    criteria: tuple[Criterion, ...]
    would_decide: tuple[Message, ...] = ()  # what would settle an indeterminate reading
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

    def named(self, codes: list[str]) -> Message:
        """The findings in words, as in "Fistula, Leaking content"."""
        return say("form_reading.listed", found=tuple(c.label for c in self.criteria if c.code in codes))


def read_form(history: History, exam: ExamSeen, lesion: str) -> FormReading | None:
    """What the exam's features of the lesion read as; None when the exam says nothing that bears on its form."""
    found = _findings(history, exam, lesion)
    gone = _not_visible(history, exam, lesion)
    if exam.annulus in ("excised", "prosthesis_assessed") or not (found.criteria or gone):
        return None
    form, why, would_decide = _decide(history, exam, lesion, found=found, gone=gone)
    decided = decided_form(history, exam, lesion)
    said = decided.form if decided else ""
    return FormReading(exam.id, lesion, form, why, found.criteria, would_decide, said)


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
            label = Code("feature_terms", feature)
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
            word = say("form_reading.value", value=Code(_VOCABULARY.get(name, "signals"), value))
            criteria.append(_criterion(name, TYPED_LABELS[name], word, says))


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


def _criterion(code: str, label: Message | Code, said: Message, says: Says) -> Criterion:
    return Criterion(code, label, said, says.supports, says.contradicts, says.source)


def _feature_word(feature: str, value: str, detail: str) -> Message:
    word = Code("values", value)
    if not detail:
        return say("form_reading.value", value=word)
    return say("form_reading.value_as", value=word, detail=Code(f"details.{feature}", detail))


def _not_visible(history: History, exam: ExamSeen, lesion: str) -> bool:
    mass = [r for r in exam.readings if r.lesion == lesion and r.target == "mass"]
    if any(r.size_mm is not None and not r.not_visible for r in mass):
        return False
    only = len(history.lesions) <= 1
    return any(r.not_visible for r in mass) or (only and exam.annulus == "not_visible")


def _decide(history: History, exam: ExamSeen, lesion: str, *, found: _Findings, gone: bool) -> Decision:
    if burst := _rupture(found):
        return RUPTURED, burst, ()
    if alike := _looks_ruptured(found):
        return INDETERMINATE, alike, _would_show_rupture(exam, found)
    if gone and exam.modality in WEIGHED:
        if not _seen_before(history, exam, lesion):
            return INDETERMINATE, say("form_reading.never_seen"), ()
        if can_tell(history, exam, lesion=lesion, target="mass"):
            return RESOLVED, say("form_reading.resolved"), ()
        return INDETERMINATE, say("form_reading.cannot_tell"), (say("form_reading.ask_same_modality"),)
    if exam.modality not in WEIGHED:
        return INDETERMINATE, say("form_reading.uptake"), (say("form_reading.ask_form"),)
    return _core_or_calcium(exam, found)


def _seen_before(history: History, exam: ExamSeen, lesion: str) -> bool:
    """Whether a size or a form of an earlier day says that there was a mass."""
    day = exam.when.middle
    sized = any(e.when.middle < day and r.size_mm is not None for e, r in history.sizes.get((lesion, "mass"), ()))
    formed = (
        f.form in RANK and f.form != RESOLVED for f in history.forms if f.lesion == lesion and f.when.middle < day
    )
    return sized or any(formed)


def _rupture(found: _Findings) -> Message | None:
    """Why the exam reads ruptured; None if it does not."""
    if shown := found.present(*RUPTURE_FEATURES, *COMMUNICATIONS):
        return say("form_reading.rupture", shown=found.named(shown))
    if found.said.get("bright_blood_cavity") == "bright" and found.said.get("black_blood_cavity") == "dark":
        return say("form_reading.blood_filled")
    return None


def _looks_ruptured(found: _Findings) -> Message | None:
    """Table 2's echo row of rupture, which shows none by itself; None if the exam does not look like that."""
    loose = found.present("mobile_element", "soft_tissue")
    explained = found.said["vegetation"] == PRESENT or found.said.get("capsule_defect") == ABSENT
    if found.present("echolucent_core") and loose and not explained:
        return say("form_reading.looks_ruptured", loose=found.named(loose))
    return None


def _would_show_rupture(exam: ExamSeen, found: _Findings) -> tuple[Message, ...]:
    """The findings of R1 that this echo could have read and has not, the capsule among them; and a CT's."""
    features = [terms.FEATURE[code] for code in RUPTURE_FEATURES if code not in found.said]
    here = [feature.code for feature in features if exam.modality in feature.modalities]
    named = (say("form_reading.feature", feature=Code("feature_terms", code)) for code in here)
    return (*named, say("form_reading.ask_ct"))


def _core_or_calcium(exam: ExamSeen, found: _Findings) -> Decision:
    core = [c for c in found.criteria if c.code in CORE_FINDINGS and MAC in c.contradicts]
    if core:
        return _unless_against(found, CCMA, say("form_reading.core", core=_listed(core)))
    shadowed = found.present("acoustic_shadowing") and found.said.get("echolucent_core") == ABSENT
    whole = found.said.get("rim_calcification") == "present:whole" and found.said.get("core_density") == "hyperdense"
    if shadowed:
        return _unless_against(found, MAC, say("form_reading.shadowing"))
    if whole and found.said.get("contrast_filled_space") == ABSENT:
        return _unless_against(found, MAC, say("form_reading.whole"))
    return INDETERMINATE, say("form_reading.open"), _open(exam, found)


def _listed(criteria: list[Criterion]) -> tuple[Message, ...]:
    return tuple(say("form_reading.criterion", label=c.label, said=c.said) for c in criteria)


def _unless_against(found: _Findings, form: str, because: Message) -> Decision:
    against = [c for c in found.criteria if form in c.contradicts]
    if not against:
        return form, because, ()
    said = say("form_reading.against", because=because, against=_listed(against))
    return INDETERMINATE, said, (say("form_reading.ask_joint"),)


def _open(exam: ExamSeen, found: _Findings) -> tuple[Message, ...]:
    """What this modality could still say to settle the form."""
    missing = tuple(words for code, words in _TELLING[exam.modality] if code not in found.said)
    return missing or (say("form_reading.ask_another"),)
