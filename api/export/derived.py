"""The tables that say what the engine holds now: the standing of each patient and the signals of the rules."""

from __future__ import annotations

from datetime import date

from api.export.case import Case, derived_months
from api.export.columns import YES_NO, Column, listed, number, rounded, text, write_number, write_text, write_yes_no
from api.export.tables import FARTHEST_MONTHS, NTH, PATIENT, Table
from registry import terms
from registry.models.exam import SIZE_HIGH_MM
from registry.terms import Term, Terms
from surveillance.models import COURSES, HEADINGS, SEVERITY_TERMS, STATUSES, Signal, Standing
from surveillance.rules import RULES
from surveillance.trajectory.heading import UNDECIDED_WORDS

FASTEST = 1000.0  # mm a year; far beyond any slope the engine gives
UNDECIDED: Terms = tuple(Term(code, words) for code, words in UNDECIDED_WORDS.items())
RULE_TERMS: Terms = tuple(Term(rule.id, rule.title) for rule in RULES)


def _months(case: Case, on: date | None) -> str:
    return number(derived_months(case.index, on))


def on(name: str, label: str, path: str, *, empty: str) -> Column:
    """A day the engine worked out, in months from the index."""
    return Column(
        name, f"{label}, from the index", "integer", _months, (path,), unit="mo", low=-FARTHEST_MONTHS,
        high=FARTHEST_MONTHS, empty=empty, derivation="whole months (30.4375 days)",
    )  # fmt: skip


def probability(name: str, label: str) -> Column:
    """A probability of the engine."""
    said = "growth engine under its prior, for the leading target; three decimals"
    return Column(
        name, label, "number", rounded(3), (name,), unit="1", low=0, high=1, empty="too few sizes", derivation=said
    )


def coded(name: str, label: str, choices: Terms, *, empty: str = "never", derivation: str = "") -> Column:
    """A code of the engine."""
    return Column(name, label, "code", write_text, (name,), terms=choices, empty=empty, derivation=derivation)


def yes_no(name: str, label: str, *, derivation: str = "") -> Column:
    """Yes or no."""
    return Column(name, label, "yes_no", write_yes_no, (name,), terms=YES_NO, empty="never", derivation=derivation)


def rate(name: str, label: str) -> Column:
    """A speed of growth."""
    return Column(
        name, label, "number", rounded(2), (name,), unit="mm/a", low=-FASTEST, high=FASTEST, empty="too few sizes",
        derivation="growth engine, leading target, at the last exam; two decimals",
    )  # fmt: skip


def count(name: str, label: str, *, high: float) -> Column:
    """A whole number."""
    return Column(name, label, "integer", write_number, (name,), unit="1", low=0, high=high, empty="never")


VERSION = Column(
    "policy_version", "version of the centre's policy", "code", lambda case, said: text(said), ("policy_version",),
    terms=(Term("default", "The policy that ships with the software"), Term("1", "Version 1 signed by the centre")),
    empty="never", derivation="2, 3 … are later versions signed by the centre",
)  # fmt: skip
STANDING = Table(
    "standing", "patient: what follows from the facts", Standing,
    (
        PATIENT,
        coded("course", "course of the size", COURSES, derivation="posterior probability of the growth engine"),
        coded("heading", "where the patient is going", HEADINGS, derivation="worst lesion first"),
        Column("heading_kind", "why the heading is undecided", "code", listed(UNDECIDED, other="other"),
               ("heading_kind",), terms=(*UNDECIDED, Term("other", "A reason of an earlier version")),
               empty="heading is not undecided"),
        coded("form", "form last read by a person", terms.FORMS, empty="no form read"),
        Column("size_mm", "last size", "number", write_number, ("size_mm",), unit="mm", low=0.1, high=SIZE_HIGH_MM,
               empty="no size", derivation="longest axis of the leading target"),
        on("size_months", "last size", "size_on", empty="no size"),
        coded("size_modality", "modality of the last size", terms.MODALITIES, empty="no size"),
        rate("rate_mm_per_year", "speed of growth"),
        rate("rate_sd", "standard deviation of the speed"),
        probability("p_progression", "probability of progression"),
        probability("p_regression", "probability of regression"),
        count("exams", "exams known to the engine", high=1e4),
        coded("status", "follow-up status", STATUSES, derivation="first state of the failsafe that applies"),
        yes_no("lapsed", "long overdue"),
        on("earliest_months", "next exam not before", "earliest_on", empty="no plan"),
        on("target_months", "next exam, target", "target_on", empty="no plan"),
        on("latest_months", "next exam at the latest", "latest_on", empty="no plan"),
        on("last_exam_months", "last exam", "last_exam_on", empty="no exam"),
        coded("card", "severity of the open alert", SEVERITY_TERMS, empty="no open alert"),
        VERSION,
    ),
    ("patient_id",), derived=True,
)  # fmt: skip
SIGNALS = Table(
    "signals", "signal of one rule with one evidence", Signal,
    (
        PATIENT, NTH,
        Column("rule", "rule", "code", listed(RULE_TERMS, other="other"), ("rule",),
               terms=(*RULE_TERMS, Term("other", "A rule of an earlier version")), empty="never"),
        coded("severity", "severity", SEVERITY_TERMS),
        yes_no("holds", "holds now"),
        yes_no("historical", "evidence older than it could be acted on"),
        yes_no("withdrawn", "evidence retracted"),
        on("since_months", "day of the evidence", "since", empty="never"),
        count("rule_version", "version of the rule", high=1e4),
        VERSION,
    ),
    ("since", "rule", "id"), derived=True,
)  # fmt: skip
DERIVED = (STANDING, SIGNALS)
