"""The tables that say what the engine holds now: the standing of each patient and the signals of the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db.models import Q

from api.export.case import Case, is_wide, months
from api.export.columns import YES_NO, Column, listed, number, rounded, text, write_number, write_text, write_yes_no
from api.export.tables import FARTHEST_MONTHS, LESION, NTH, PATIENT, Table
from registry.models.exam import SIZE_HIGH_MM
from registry.vocabulary import terms
from registry.vocabulary.terms import Term, Terms
from surveillance.engine.course.heading import UNDECIDED_WORDS
from surveillance.engine.growth.decide import WORDS
from surveillance.engine.rules import RULES
from surveillance.models import COURSES, HEADINGS, Signal, Standing
from surveillance.words.message import text as worded

FASTEST = 1000.0  # mm a year; far beyond any slope the engine gives
UNDECIDED: Terms = tuple(Term(code, worded(words)) for code, words in UNDECIDED_WORDS.items())
UNDECIDED_OR_OTHER = listed(UNDECIDED, other="other")
CALENDAR = tuple(rule.id for rule in RULES if rule.calendar)
RULE_TERMS: Terms = tuple(Term(rule.id, rule.title) for rule in RULES if not rule.calendar)
WORDED = {code: worded(words) for code, words in WORDS.items()}
SAID = ", ".join(f"“{WORDED[term.code]}” for {term.code}" for term in COURSES if WORDED[term.code] != term.code)
TOO_FEW = "fewer than two exam days more than 31 days apart"
NO_RATE = f"{TOO_FEW}, or an abrupt change is held"


def _months(case: Case, on: date | None) -> str:
    """The months of the exam of that day: the day itself may be the end or the middle of a long span."""
    here = (exam for exam in case.exams.values() if not is_wide(exam) and on in (exam.first, exam.middle, exam.last))
    return number(months(case.index, next(here, None)))


def exam_months(name: str, label: str, path: str, *, empty: str) -> Column:
    """The exam of a day that the engine holds, in months from the index."""
    return Column(
        name, f"{label}, from the index", "integer", _months, (path,), unit="mo", low=-FARTHEST_MONTHS,
        high=FARTHEST_MONTHS, empty=f"{empty}, or its date or the index spans more than 31 days",
        derivation="months of that exam in exams.csv",
    )  # fmt: skip


def probability(name: str, label: str) -> Column:
    """A probability of the engine."""
    said = "growth engine under its prior, for the leading target; three decimals"
    return Column(name, label, "number", rounded(3), (name,), unit="1", low=0, high=1, empty=TOO_FEW, derivation=said)


def coded(name: str, label: str, choices: Terms, *, empty: str = "never", derivation: str = "") -> Column:
    """A code of the engine."""
    return Column(name, label, "code", write_text, (name,), terms=choices, empty=empty, derivation=derivation)


def yes_no(name: str, label: str, *, derivation: str = "") -> Column:
    """Yes or no."""
    return Column(name, label, "yes_no", write_yes_no, (name,), terms=YES_NO, empty="never", derivation=derivation)


def rate(name: str, label: str, *, low: float) -> Column:
    """A speed of growth."""
    return Column(
        name, label, "number", rounded(2), (name,), unit="mm/a", low=low, high=FASTEST, empty=NO_RATE,
        derivation="growth engine, leading target, at the last exam; two decimals",
    )  # fmt: skip


def count(name: str, label: str, *, high: float) -> Column:
    """A whole number."""
    return Column(name, label, "integer", write_number, (name,), unit="1", low=0, high=high, empty="never")


def _heading(case: Case, said: str) -> str:
    """What fades with the calendar is left out for everybody it may concern, however the heading reads today."""
    return "" if case.fading and said != "ruptured" else text(said)


def _since(case: Case, since: date, facts: list[str]) -> str:
    return _months(case, since) if facts and case.exams.keys() >= set(facts) else ""


FADES = (
    "the patient had an infection, a positive blood culture, heart failure, pulmonary oedema or acute mitral "
    "regurgitation: such a heading fades with the calendar and would date the index; events.csv and labs.csv have them"
)
VERSION = Column(
    "policy_version", "version of the centre's policy", "version", lambda case, said: text(said), ("policy_version",),
    empty="never", derivation="default: the policy that ships with the software; 1, 2, 3 …: signed by the centre",
)  # fmt: skip
STANDING = Table(
    "standing", "patient: what follows from the facts", Standing,
    (
        PATIENT,
        replace(LESION, label="lesion of the leading target", empty="no size"),
        coded("target", "leading target: course, size, speed and probabilities speak of it", terms.TARGETS,
              empty="no size", derivation="worst course first, the mass before its parts"),
        coded("course", "course of the size", COURSES,
              derivation=f"posterior probability of the growth engine; manage.py trajectory says {SAID}"),
        Column("heading", "where the patient is going", "code", _heading, ("heading",), terms=HEADINGS, empty=FADES,
               derivation="worst lesion first; ruptured is never left out"),
        Column("heading_kind", "why the heading is undecided", "code",
               lambda case, said: "" if case.fading else UNDECIDED_OR_OTHER(case, said), ("heading_kind",),
               terms=(*UNDECIDED, Term("other", "A reason of an earlier version")),
               empty="heading is empty or not undecided"),
        coded("form", "form last read by a person", terms.FORMS, empty="no form read"),
        Column("size_mm", "last size", "number", write_number, ("size_mm",), unit="mm", low=0.1, high=SIZE_HIGH_MM,
               empty="no size; or, where size_months is given, not visible in that exam",
               derivation="longest axis of the leading target"),
        exam_months("size_months", "exam of the last size", "size_on", empty="no size"),
        coded("size_modality", "modality of the last size", terms.MODALITIES, empty="no size"),
        rate("rate_mm_per_year", "speed of growth", low=-FASTEST),
        rate("rate_sd", "standard deviation of the speed", low=0),
        probability("p_progression", "probability of progression"),
        probability("p_regression", "probability of regression"),
        count("exams", "exams known to the engine", high=1e4),
        exam_months("last_exam_months", "last exam", "last_exam_on", empty="no exam"),
        VERSION,
    ),
    ("patient_id",), derived=True,
)  # fmt: skip
# Nothing that counts from today stands here: with the instant in the manifest it would give the index day away.
SIGNALS = Table(
    "signals", "signal of one rule with one evidence; no rule of follow-up", Signal,
    (
        PATIENT, NTH,
        Column("rule", "rule", "code", listed(RULE_TERMS, other="other"), ("rule",),
               terms=(*RULE_TERMS, Term("other", "A rule of an earlier version")), empty="never"),
        yes_no("holds", "holds now"),
        yes_no("withdrawn", "evidence retracted"),
        Column("since_months", "exam that shows it, from the index", "integer", _since, ("since", "facts"), unit="mo",
               low=-FARTHEST_MONTHS, high=FARTHEST_MONTHS, derivation="months of that exam in exams.csv",
               empty="the evidence is no exam, or the date of the exam or of the index spans more than 31 days"),
        count("rule_version", "version of the rule", high=1e4),
        VERSION,
    ),
    ("since", "rule", "id"), derived=True, only=~Q(rule__in=CALENDAR),
)  # fmt: skip
DERIVED = (STANDING, SIGNALS)
