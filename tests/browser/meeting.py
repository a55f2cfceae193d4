"""Two records for the printed page of a meeting: one as a clinic writes it, one as long as the forms allow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from registry.models import Patient
    from tests.cast import Cast

LONG = (
    "The patient was seen together with the daughter and the nephrologist, understood that no treatment is without "
    "risk, and asked for time to think about it; the team agreed that the question comes back when the next TOE is read"
)
READ_ABSENT = ("fistula", "pseudoaneurysm", "leaking_content", "vegetation", "abscess")
CONTRAINDICATIONS = ("gadolinium_contraindicated", "contrast_allergy", "mr_unsafe_device", "breath_hold",
                     "claustrophobia", "oesophageal_disease", "bleeding_risk", "sedation_risk",
                     "fdg_preparation")  # fmt: skip
QUESTIONS = ("ruptured", "infected", "embolism", "tumour", "valve", "high_risk")


def usual_record(cast: Cast, study_id: str = "RMP-0030", reached: tuple[str, ...] = ()) -> Patient:
    """A brief, one answer and one decision, a few words each; `reached` names the branches a person answered yes to."""
    from registry.models import Decision, TeamAnswer, TeamBrief

    whom = _enrolled(cast, study_id, "Fabbri, Rita")
    write = _Writer(cast, whom)
    for age, mm in ((1100, 18.0), (700, 19.0), (300, 22.0), (20, 24.0)):
        write.exam(age, mm, "TTE", mr_grade="moderate", lvef_percent=58.0)
    write.fact(TeamBrief, 15, sts_percent=6.4, frailty=5.0, wishes="Wishes to live at home; accepts an operation.",
               image_links="https://pacs.example.org/1", brain_imaging="normal")  # fmt: skip
    write.fact(TeamAnswer, 12, question="tumour", answer="no", basis="CMR elsewhere: no perfusion of the centre")
    for question in reached:
        write.fact(TeamAnswer, 12, question=question, answer="yes", basis="TOE: fistula from LV to LA, vegetation")
    write.last(Decision, 10, question="Operate?", decision="Follow more closely", intended="surveillance",
               reason="Frailty", present="A. Surgeon, C. Imaging")  # fmt: skip
    return whom


def quoted_record(cast: Cast) -> Patient:
    """A few words each, and three branches with all that the review says to them."""
    return usual_record(cast, "RMP-0033", ("ruptured", "infected", "high_risk"))


def long_record(cast: Cast, study_id: str = "RMP-0031", fresh: tuple[str, ...] = QUESTIONS[:-1]) -> Patient:
    """Every field of the brief full, every question answered, of which the `fresh` ones stand, twelve decisions."""
    whom = _enrolled(cast, study_id, "Castelnuovo della Misericordia, Maria Antonietta")
    write = _Writer(cast, whom)
    _exams(write)
    _clinic(write)
    _conditions(write)
    _answers(write, fresh)
    _decisions(write)
    return whom


def two_branches(cast: Cast) -> Patient:
    """As long, with two branches whose quotations are printed."""
    return long_record(cast, "RMP-0032", ("ruptured", "embolism"))


def _clinic(write: _Writer) -> None:
    from registry.models import Event, LabResult, LesionDescription, TeamBrief, Treatment, Visit

    write.fact(TeamBrief, 15, sts_percent=11.3, euroscore_percent=14.25, frailty=6.0, coronaries="three_vessels",
               landing_zone=_words(200), brain_imaging="old_ischaemia", wishes="\n".join([_words(600)] * 3),
               dialysis_days=["mon", "wed", "fri"], note=_words(1500), image_links=_addresses(12))  # fmt: skip
    for age, organism in ((40, "Staphylococcus lugdunensis"), (33, "Enterococcus faecalis, vancomycin-resistant")):
        write.fact(Event, age, kind="sepsis", organism=organism, detail=_words(200))
    write.fact(Event, 60, kind="stroke", attribution="definite", workup=["af", "carotid", "thrombus", "endocarditis"])
    for age in (41, 41, 41, 34, 34, 33, 33, 33):
        write.fact(LabResult, age, kind="blood_culture", value=1.0, unit="1")
    write.fact(Treatment, 32, kind="antibiotics", detail=_words(200))
    write.fact(Visit, 8, nyha="3", antithrombotics="both", note=_words(200))
    write.undated(LesionDescription, annulus="posterior", extent="posterior_only", arc_deg=250.0)


def _decisions(write: _Writer) -> None:
    from registry.models import Decision

    for age in range(700, 30, -60):
        write.fact(Decision, age, question=_words(300), decision=_words(300), intended="surveillance",
                   reason=_words(1200), dissent=_words(800), present=_words(600))  # fmt: skip
    write.last(Decision, 9, question=_words(300), decision=_words(300), intended="replacement", urgency="urgent",
               reason="\n".join([_words(700)] * 3), dissent=_words(1200), present=_words(900))  # fmt: skip


def _exams(write: _Writer) -> None:
    """Ten years of growth in every modality, the valve severe at the end."""
    for step in range(10):
        write.exam(3600 - 360 * step, 14.0 + 2 * step, ("TTE", "TOE")[step % 2], mr_grade="mild", lvef_percent=60.0)
    write.exam(28, 36.0, "TTE", mr_grade="severe", mr_mechanism="coaptation", ms_gradient_mmhg=11.0, heart_rate=88.0,
               lvef_percent=42.0, lvesd_mm=47.0, pasp_mmhg=65.0)  # fmt: skip
    write.exam(25, 37.0, "TOE", absent=READ_ABSENT, mr_grade="severe", mr_mechanism="coaptation")


def _conditions(write: _Writer) -> None:
    from registry.models import Condition

    for kind in (*CONTRAINDICATIONS, "dialysis", "hypertension", "diabetes", "differential_tumour"):
        day = write.day(900)
        since = {"since_first": day, "since_last": day, "since_precision": "day"}
        write.undated(Condition, kind=kind, status="present", **since)


def _answers(write: _Writer, fresh: tuple[str, ...]) -> None:
    """Every question twice, both stale by now; the `fresh` ones once more."""
    from registry.models import TeamAnswer

    for age, answer in ((500, "no"), (200, "yes")):
        for question in QUESTIONS:
            write.fact(TeamAnswer, age, question=question, answer=answer, basis=_words(300))
    for question in fresh:
        write.fact(TeamAnswer, 6, question=question, answer="yes", basis=_words(300))


def _enrolled(cast: Cast, study_id: str, name: str) -> Patient:
    from tests.cast import patient

    return patient(cast.nurse, cast.rome, study_id, name, cast.now)


class _Writer:
    """Records facts of one patient some days ago; the last one is reviewed with all before it."""

    def __init__(self, cast: Cast, whom: Patient) -> None:
        self.cast, self.whom = cast, whom

    def day(self, age: int) -> date:
        return self.cast.today - timedelta(days=age)

    def fact(self, model: Any, age: int, **values: Any) -> None:
        from surveillance.deeds.deed import without_review

        with without_review():
            self.last(model, age, **values)

    def last(self, model: Any, age: int, **values: Any) -> None:
        day = self.day(age)
        self._record(model, {"on_first": day, "on_last": day, "precision": "day"} | values)

    def undated(self, model: Any, **values: Any) -> None:
        from surveillance.deeds.deed import without_review

        with without_review():
            self._record(model, values)

    def _record(self, model: Any, values: dict[str, Any]) -> None:
        from surveillance.deeds.record import record_fact

        if any(field.name == "lesion" and not field.null for field in model._meta.fields):
            values = {"lesion": self.whom.lesions.get()} | values
        record_fact(self.cast.cardiologist, model, self.whom, values=values, now=self.cast.now)

    def exam(self, age: int, mm: float, modality: str, *, absent: tuple[str, ...] = (), **reading: Any) -> None:
        from registry.recording import ExamEntry
        from surveillance.deeds.deed import without_review
        from surveillance.deeds.record import record_exam

        day = self.day(age)
        entry = ExamEntry(
            values={"on_first": day, "on_last": day, "precision": "day", "modality": modality, "quality": "good",
                    "annulus": "measured", "reader": "Dr Massimiliano Bonaventura-Castiglioni"},
            measurements=[{"target": "mass", "axis": "long", "size_mm": mm, "reported": f"{mm:g} mm"}],
            features=[{"feature": feature, "value": "absent"} for feature in absent],
            reading=reading, confirmed=True,
        )  # fmt: skip
        with without_review():
            record_exam(self.cast.nurse, self.whom, entry=entry, now=self.cast.now)


def _words(letters: int) -> str:
    """Prose of at most so many letters."""
    return (f"{LONG}. " * (letters // len(LONG) + 1))[:letters].strip()


def _addresses(number: int) -> str:
    return "\n".join(f"https://pacs.example.org/studies/1.2.826.0.1.3680043.8.498.{n:019d}" for n in range(number))
