"""How the valve leaks and how narrow it is now is read alike by rules, Heart Team, brief and imaging protocol."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.vocabulary.readings import MR_GRADES
from surveillance.engine.heart_team.facts import Known, said
from surveillance.engine.imaging.questions import questions
from surveillance.engine.known.history import History
from surveillance.engine.lesion.valve import RANK
from surveillance.pages.team import brief
from surveillance.words.message import text
from tests.engine.rules.histories import TODAY, case, echo, history, signals, treatment

DAYS = ("2025-12-01", "2026-03-01", "2026-05-10")
grades = st.sampled_from([term.code for term in MR_GRADES])
echoes = st.builds(
    lambda when, modality, quality, grade, eroa, mmhg: echo(
        when,
        modality=modality,
        quality=quality,
        **({"mr_grade": grade} if grade else {}),
        **({"eroa_cm2": eroa} if eroa else {}),
        **({"ms_gradient_mmhg": mmhg} if mmhg else {}),
    ),
    st.sampled_from(DAYS),
    st.sampled_from(("TTE", "TOE")),
    st.sampled_from(("good", "good", "poor")),
    st.none() | grades,
    st.none() | st.sampled_from((0.1, 0.5)),
    st.none() | st.sampled_from((3.0, 12.0)),
)
patients = st.builds(
    lambda found, operations: history(*{e.id: e for e in found}.values(), *operations),
    st.lists(echoes, max_size=4),
    st.sampled_from(((), (treatment("2026-04-01", "repair"),))),
)


def failing(patient: History) -> History:
    """The same valve in a patient in whom severe regurgitation has a consequence."""
    return history(*patient.exams, *patient.treatments, echo("2026-05-30", lvef_percent=40.0))


def of_brief(patient: History, label: str) -> str:
    return next(item.value for item in brief.items(case(patient), None, ()) if item.label == label)


def mr_of_flow(patient: History) -> str:
    """What the flow says of the regurgitation, gradients left out."""
    bare = [echo_without(exam, "ms_gradient_mmhg") for exam in patient.exams]
    return said("valve", Known(case(history(*bare, *patient.treatments)))).state


def echo_without(exam, name: str):
    kept = {key: value for key, value in exam.typed.items() if key != name}
    return echo(str(exam.when.first), modality=exam.modality, quality=exam.quality, **kept)


@settings(max_examples=200)
@given(patients)
def test_severe_regurgitation_is_severe_for_everybody(patient: History) -> None:
    """Seen: "moderate" with an EROA of 0.5 cm² was S3 for two rules and "no" for the Heart Team."""
    severe = bool(signals("V3", failing(patient)))
    assert (mr_of_flow(patient) == "yes") == severe
    assert of_brief(patient, "Mitral regurgitation").startswith("Severe") == severe


@settings(max_examples=200)
@given(patients)
def test_the_jet_is_asked_of_the_grade_that_the_brief_shows(patient: History) -> None:
    asked = [q for q in questions(case(patient, today=TODAY)) if q.code == "mr_origin"]
    shown = of_brief(patient, "Mitral regurgitation").split(",")[0].split(" by ")[0].lower()
    rank = {term.label.lower(): RANK[term.code] for term in MR_GRADES}
    has_tte = any(exam.modality == "TTE" for exam in patient.exams)
    assert bool(asked) == (has_tte and rank.get(shown, 0) >= RANK["moderate"])
    assert all(shown in text(q.text) for q in asked)


@settings(max_examples=200)
@given(patients)
def test_the_flow_and_the_brief_read_the_same_gradient(patient: History) -> None:
    """Of one day the highest; none from before the operation."""
    flow = text(said("valve", Known(case(patient))).reason)
    shown = of_brief(patient, "Mean gradient").split(",")[0]
    severe = "severe MR" in flow
    assert severe or (shown in flow if shown else "mean gradient not recorded" in flow)


measured = st.builds(
    lambda when, modality, quality, lvef, pasp: echo(
        when,
        modality=modality,
        quality=quality,
        **({"lvef_percent": lvef} if lvef else {}),
        **({"pasp_mmhg": pasp} if pasp else {}),
    ),
    st.sampled_from(DAYS),
    st.sampled_from(("TTE", "TOE")),
    st.sampled_from(("good", "good", "poor")),
    st.none() | st.sampled_from((45.0, 60.0, 65.0)),
    st.none() | st.sampled_from((30.0, 50.0, 60.0)),
)
operations = st.sampled_from(((), (treatment("2026-04-01", "repair"),)))


@settings(max_examples=200)
@given(st.lists(measured, max_size=4), operations)
def test_the_ventricle_of_the_brief_is_the_one_whose_consequence_is_told(found: list, operations: tuple) -> None:
    """Seen: the brief showed an LVEF of before the operation, or of an echo too poor to judge, which no rule read."""
    exams = {exam.id: exam for exam in found}.values()
    patient = history(*exams, *operations, echo("2026-05-30", mr_grade="severe"))
    told = " ".join(text(signal.headline) for signal in signals("V3", patient))
    lvef, pasp = (of_brief(patient, label).split(" ")[0] for label in ("LVEF", "PASP"))
    assert ("LVEF" in told) == (bool(lvef) and float(lvef) <= 60)
    assert ("PASP" in told) == (bool(pasp) and float(pasp) > 50)
