"""manage.py repeatability: which exams are cases, what is printed and drafted, and the sentence for every refusal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry.models import Centre, Patient, SignedPolicy, User
from registry.recording import ExamEntry, Stamp, retract_exam
from surveillance.deeds.record import record_exam
from surveillance.deeds.repeat_reads import differences_of
from surveillance.engine.policy import DEFAULT
from surveillance.review.review import policy_of

DIFFERENCES = [1.0, -2.0, 0.0, 2.0, 1.0, -1.0, 0.0, 1.0, -2.0, 1.0] * 2  # Σd² = 34 over 20 cases
SD = (34.0 / 40.0) ** 0.5
UPPER = SD * (20.0 / 14.578) ** 0.5  # chi-square of 20 degrees exceeded with 0.80, from a printed table


@pytest.fixture
def read_twice(nurse: User, patient: Patient, now: datetime) -> Any:
    """read_twice([1, -2], "CT") records an exam for each difference, its long axis measured twice."""
    taken = iter(range(1000))

    def record(differences: Sequence[float], modality: str = "TTE", *more: dict[str, Any]) -> list[Any]:
        exams = []
        for difference in differences:
            day = date(2020, 1, 1) + timedelta(days=30 * next(taken))
            sizes = [{"axis": "long", "size_mm": 25.0}, {"axis": "long", "size_mm": 25.0 + difference, "reread": True}]
            entry = ExamEntry(
                values={"on_first": day, "on_last": day, "precision": "day", "modality": modality},
                measurements=[{"target": "mass"} | size for size in (*sizes, *more)],
            )
            exams.append(record_exam(nurse, patient, entry=entry, now=now).fact)
        return exams

    return record


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("repeatability", *arguments, stdout=out)
    return out.getvalue()


def test_nineteen_cases_are_too_few(read_twice: Any):
    read_twice(DIFFERENCES[:19])
    with pytest.raises(CommandError, match=r"Fewer than 20 repeat-read cases \(ROM 19\)"):
        said("--centre", "ROM")


def test_twenty_cases_give_the_sd_with_its_interval_by_modality(read_twice: Any):
    read_twice(DIFFERENCES)
    read_twice([3.0], "CT")
    (row,) = json.loads(said("--centre", "ROM", "--json"))
    tte, ct = row["modalities"]["TTE"], row["modalities"]["CT"]
    assert (row["centre"], row["cases"], tte["n"], ct["n"]) == ("ROM", 21, 20, 1)
    assert tte["sd_mm"] == pytest.approx(SD, abs=1e-9)
    assert tte["upper_mm"] == pytest.approx(UPPER, abs=1e-3)
    assert tte["proposed_mm"] == pytest.approx(UPPER / 0.3**0.5, abs=0.006)
    assert ct["proposed_mm"] is None
    assert row["shared_assumed"] == DEFAULT.reread_correlation
    assert tte["whole_exam"]["sd_mm"] == pytest.approx(SD / 0.3**0.5, abs=1e-9)


def test_both_errors_are_printed_with_their_intervals_and_the_assumption_between_them(read_twice: Any):
    """SD √(34/40) = 0.92; chi-square of 20 degrees: 34.170, 9.591 and 14.578; ÷ √0.3 for the whole exam."""
    read_twice(DIFFERENCES)
    read_twice([3.0], "CT")
    read_twice([0.0] * 20, "TOE")
    printed = said()
    assert "SD of one reading 0.92 mm (95% interval 0.71 to 1.33), upper 80% limit 1.08 mm" in printed
    assert "one whole exam (assumed): SD 1.68 mm (95% interval 1.29 to 2.43), upper 80% limit 1.97 mm" in printed
    assert "assumed to be 0.7 of the variance (not measured here)" in printed
    assert "proposes 1.97 mm" in printed
    assert "proposes nothing: fewer than 20 cases" in printed
    assert "proposes nothing: no two readings differ" in printed


SHORT = ({"axis": "short", "size_mm": 18.0}, {"axis": "short", "size_mm": 22.0, "reread": True})


@pytest.mark.parametrize(
    ("more", "difference"),
    [
        (SHORT, 2.0),
        (({"axis": "long", "size_mm": 29.0, "reread": True},), 8.0**0.5),  # 25, 27, 29 mm: variance 4
    ],
)
def test_an_exam_is_one_case_however_much_of_it_was_read_twice(
    read_twice: Any, centre: Centre, more: tuple[dict[str, Any], ...], difference: float
):
    read_twice([2.0], "TTE", *more)
    assert differences_of(centre) == {"TTE": [pytest.approx(difference, abs=1e-12)]}


def test_what_was_not_read_twice_or_was_retracted_is_no_case(
    read_twice: Any, scan: Any, patient: Patient, centre: Centre, nurse: User, now: datetime
):
    scan(patient, "2026-05-20", 22)
    (exam,) = read_twice([2.0])
    retract_exam(exam, stamp=Stamp(nurse, now, now.date()), reason="wrong patient")
    assert differences_of(centre) == {}


def test_a_proposal_is_a_draft_that_changes_nothing_until_it_is_signed(
    read_twice: Any, centre: Centre, doctor: User, now: datetime
):
    read_twice(DIFFERENCES)
    assert "Version 1 of ROM is drafted" in said("--centre", "ROM", "--propose", "--by", "ward-doctor")
    draft = SignedPolicy.objects.get()
    assert (draft.signed_at, draft.signed_by, draft.version, draft.recorded_by) == (None, None, 1, doctor)
    assert draft.document["error_tte"] == pytest.approx(UPPER / 0.3**0.5, abs=0.006)
    assert draft.document["error_ct"] == DEFAULT.error_ct
    assert "20 cases, SD of one reading 0.92 mm" in draft.rationale
    assert policy_of(centre, now).error_tte == DEFAULT.error_tte


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--propose",), "--propose needs --centre"),
        (("--centre", "ROM", "--propose"), "--propose needs"),
        (("--centre", "ROM", "--propose", "--by", "nobody"), "no active member of staff of ROM"),
        (("--centre", "ROM", "--propose", "--by", "ward-nurse"), "ward-nurse may not draft a policy of ROM"),
        (("--centre", "XXX"), "There is no centre “XXX”"),
    ],
)
def test_a_request_that_cannot_be_met_is_answered_in_one_sentence(
    read_twice: Any, arguments: tuple[str, ...], sentence: str
):
    read_twice(DIFFERENCES)
    with pytest.raises(CommandError, match=sentence):
        said(*arguments)
    assert not SignedPolicy.objects.exists()


def test_a_second_draft_waits_for_the_first(read_twice: Any, doctor: User):
    read_twice(DIFFERENCES)
    proposal = ("--centre", "ROM", "--propose", "--by", "ward-doctor")
    said(*proposal)
    with pytest.raises(CommandError, match="A draft is open already"):
        said(*proposal)


@pytest.mark.parametrize(("differences", "sentence"), [([0.0] * 20, "that differ"), ([20.0, -20.0] * 10, "20")])
def test_repeat_reads_that_cannot_be_true_propose_nothing(
    read_twice: Any, doctor: User, differences: list[float], sentence: str
):
    read_twice(differences)
    with pytest.raises(CommandError, match=sentence):
        said("--centre", "ROM", "--propose", "--by", "ward-doctor")
