"""Replay without hindsight: what is said on a day rests on what was known on that day, and no day is missed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from registry.models import Centre, Event, Exam, Patient
from surveillance.deeds.deed import without_review
from surveillance.deeds.enrol import enrol
from surveillance.deeds.record import record_fact, retract_exam
from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.limits import RefusedError, groups, limits, names, with_numbers
from surveillance.engine.policy import DEFAULT, LARGEST
from surveillance.engine.rules import RULE
from surveillance.replay.burden import burdens
from surveillance.replay.effect import compare, summary
from surveillance.replay.replay import Span, Told, chunks, replay
from surveillance.review import facts
from surveillance.review.findings import check_all
from surveillance.words.message import text
from tests.cast import Cast, scan, user

START = datetime(2020, 3, 2, 12, tzinfo=UTC)
WHOLE = Span(date(2020, 1, 1), date(2024, 12, 31))


@pytest.fixture
def growing(db: None) -> Patient:
    """4 mm a year, each exam recorded on its day; the third ten days late; a stroke."""
    rome = Centre.objects.create(code="RMP", name="Policlinico di Prova", time_zone="Europe/Rome")
    nurse = user("verdi", "Rosa Verdi", (rome, "nurse"))
    rome.recall_owner = nurse
    rome.save()
    with without_review():
        patient = enrol(nurse, rome, study_id="RMP-1", enrolled_on=START.date(), now=START)
        for years, size, late in ((0, 12, 0), (1, 16, 0), (2, 20, 10), (3, 24, 0)):
            on = START + timedelta(days=365 * years)
            scan(nurse, patient, on.date(), size, on + timedelta(days=late))
        day = START.date() + timedelta(days=800)
        values = {"kind": "stroke", "on_first": day, "on_last": day, "precision": "day"}
        record_fact(nurse, Event, patient, values=values, now=START + timedelta(days=800))
    return Patient.objects.select_related("centre").get()


def one(patient: Patient, *policies: Any, span: Span = WHOLE, **more: Any) -> Told:
    return next(iter(replay([patient], policies or (DEFAULT,), span, **more)))


def first_days(told: Told, side: int = 0) -> dict[tuple[str, str], date]:
    return {key: firing.on for key, firing in told.heard[side].firings.items()}


def test_the_replay_says_what_a_review_on_every_single_day_would_have_said(growing: Patient):
    span = Span(date(2021, 1, 1), date(2023, 6, 30))
    daily: dict[tuple[str, str], date] = {}
    for n in range((span.last - span.first).days + 1):
        today = span.first + timedelta(days=n)
        evening = datetime.combine(today, datetime.max.time(), growing.centre.zone)
        history = facts.histories([growing], known_at=evening)[growing.pk]
        for signal in check_all(case_of(history, DEFAULT, today)).signals:
            daily.setdefault((signal.rule, signal.anchor), today)
    assert first_days(one(growing, span=span)) == daily
    assert len(daily) >= 4


def test_an_exam_recorded_late_is_not_known_before(growing: Patient):
    said = {rule: on for (rule, _), on in first_days(one(growing)).items()}
    third = START.date() + timedelta(days=730)
    assert said["G1"] == third + timedelta(days=10)


def test_an_exam_taken_back_since_still_counts_on_the_days_on_which_it_stood(growing: Patient):
    before = first_days(one(growing))
    last = Exam.objects.order_by("-on_first").first()
    nurse = growing.centre.recall_owner
    with without_review():
        retract_exam(nurse, last, reason="another patient's", now=datetime(2025, 2, 1, tzinfo=UTC))
    assert first_days(one(growing)) == before


def test_a_patient_is_observed_from_the_first_fact_to_the_closure(growing: Patient):
    assert one(growing).days == (date(2025, 1, 1) - START.date()).days
    from registry.models import Closure

    with without_review():
        at = datetime(2023, 5, 1, 12, tzinfo=UTC)
        day = {"on_first": at.date(), "on_last": at.date(), "precision": "day"}
        record_fact(growing.centre.recall_owner, Closure, growing, values=day | {"reason": "discharged"}, now=at)
    assert one(growing).days == (date(2023, 5, 1) - START.date()).days


def test_nobody_is_observed_before_anything_was_known(growing: Patient):
    told = one(growing, span=Span(date(2019, 1, 1), date(2019, 12, 31)))
    assert (told.days, told.heard[0].firings, told.heard[0].cards) == (0, {}, [])


def test_what_stood_on_the_first_day_is_no_new_signal_and_opens_no_card(growing: Patient):
    told = one(growing, span=Span(date(2024, 1, 1), date(2024, 3, 1)), rules=[RULE["G1"]])
    (firing,) = told.heard[0].firings.values()
    assert firing.standing
    assert told.heard[0].cards == []
    assert burdens([told], 1)[0].signals["G1"] == 0


def test_signals_of_one_card_are_folded_and_a_new_one_after_the_answer_opens_another(growing: Patient):
    told = one(growing)
    on = sorted(f.on for f in told.heard[0].firings.values() if f.live and f.severity in ("S2", "S3", "S4"))
    cards = told.heard[0].cards
    assert cards == sorted(set(cards))
    assert 1 < len(cards) <= len(on)
    assert cards[0] == on[0]


def cards_of(patient: Patient, *events: tuple[int, str], **numbers: float) -> list[int]:
    """After how many days the replay opens a card, for events that are each recorded on their day."""
    nurse = patient.centre.recall_owner
    with without_review():
        for after, kind in events:
            at = START + timedelta(days=2000 + after)
            day = {"on_first": at.date(), "on_last": at.date(), "precision": "day"}
            record_fact(nurse, Event, patient, values=day | {"kind": kind}, now=at)
    first = START.date() + timedelta(days=2000)
    span = Span(first - timedelta(days=1), first + timedelta(days=200))
    told = one(patient, with_numbers(DEFAULT, numbers), span=span, rules=[RULE["E3"], RULE["I3"]])
    return [(on - first).days for on in told.heard[0].cards]


def test_a_card_of_the_replay_waits_though_its_evidence_grows_old_as_a_card_of_the_review_does(growing: Patient):
    assert cards_of(growing, (0, "pneumonia"), (20, "pneumonia"), (40, "pneumonia"), live_days=10) == [0, 40]


def test_a_card_of_the_replay_that_rises_has_its_whole_time_as_a_card_of_the_review_has(growing: Patient):
    assert cards_of(growing, (0, "pneumonia"), (27, "av_block_3"), (32, "pneumonia"), (36, "pneumonia")) == [0, 36]


def test_a_stricter_number_loses_the_signal_and_the_same_numbers_lose_nothing(growing: Patient):
    assert list(compare(one(growing, DEFAULT, DEFAULT))) == []
    strict = with_numbers(DEFAULT, {"growth_threshold": 5.0})
    lost = [change for change in compare(one(growing, DEFAULT, strict)) if change.rule == "G1"]
    assert [change.what for change in lost] == ["lost"]
    gained = [change for change in compare(one(growing, strict, DEFAULT)) if change.rule == "G1"]
    assert [change.what for change in gained] == ["gained"]


def test_a_shorter_interval_says_due_sooner(growing: Patient):
    short = with_numbers(DEFAULT, {"earliest_months": 3, "latest_months": 9})
    changes = [change for change in compare(one(growing, DEFAULT, short)) if change.rule in ("F1", "F2")]
    assert changes
    assert {change.what for change in changes} <= {"sooner", "gained"}


def test_the_summary_counts_by_rule_what_it_lists(growing: Patient):
    strict = with_numbers(DEFAULT, {"growth_threshold": 5.0})
    found = json.loads(json.dumps(summary([one(growing, DEFAULT, strict)])))
    assert (found["patients"], found["touched"]) == (1, 1)
    assert found["rules"]["G1"] == {
        "before": 1, "after": 0, "gained": 0, "lost": 1, "sooner": 0, "later": 0, "raised": 0, "lowered": 0
    }  # fmt: skip
    assert len(found["rows"]) == sum(sum(n for what, n in c.items() if what not in ("before", "after"))
                                     for c in found["rules"].values())  # fmt: skip


def test_the_replay_of_the_whole_past_ends_where_the_review_of_now_stands(cast: Cast):
    span = Span(cast.today - timedelta(days=10), timezone.localdate())
    for told in (told for patients in chunks(Patient.objects.all()) for told in replay(patients, (DEFAULT,), span)):
        from surveillance.models import Signal

        stored = set(Signal.objects.filter(patient=told.patient, holds=True).values_list("rule", "anchor"))
        assert stored <= set(told.heard[0].firings)


# --- the command -----------------------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("replay", *arguments, "--verbosity", "0", stdout=out)
    return out.getvalue()


def test_the_command_says_who_when_and_how_often(growing: Patient):
    said = run("--rule", "g1", "--set", "growth_threshold=5", "--from", "2020-01-01", "--to", "2024-12-31")
    assert "RMP RMP-1          G1    2022-03-12     S2" in said
    assert "lost" in said
    assert "With growth_threshold = 5:" in said
    found = json.loads(run("--rule", "G1", "--set", "growth_threshold=5", "--to", "2024-12-31", "--json"))
    assert found["firings"][0]["on"] == "2022-03-12"
    assert [row["signals"] for row in found["per_rule"]["in_force"]] == [1, 1]
    assert [row["signals"] for row in found["per_rule"]["with_set"]] == [0, 0]
    assert found["per_rule"]["in_force"][0]["per_100_patient_years"] == pytest.approx(100 / 4.83, rel=0.01)


def test_the_burden_names_every_rule_and_no_patient(growing: Patient):
    said = run("--burden", "--centre", "RMP", "--to", "2024-12-31")
    assert all(f"\n{rule}" in said for rule in RULE)
    assert "\ncard" in said
    assert "RMP-1" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say which rule"),
        (["--rule", "Z9"], "There is no rule “Z9”"),
        (["--rule", "G1", "--set", "growth_threshold"], "write it as growth_threshold=1.5"),
        (["--rule", "G1", "--set", "growth=1"], "“growth” is no number of the policy"),
        (["--rule", "G1", "--set", "growth_threshold=50"], "50 is not between 0.3 and 5"),
        (["--rule", "G1", "--set", "growth_threshold=nan"], "nan is not between"),
        (["--rule", "G1", "--centre", "ZZZ"], "There is no centre “ZZZ”. There are: RMP."),
        (["--rule", "G1", "--from", "03/04/2025"], "“03/04/2025” is not a day"),
        (["--rule", "G1", "--from", "2025-02-01", "--to", "2025-01-01"], "turn the two days round"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(growing: Patient, arguments: list[str], words: str):
    with pytest.raises(CommandError, match=words.replace(".", r"\.")):
        run(*arguments)


# --- limits ----------------------------------------------------------------------------------------------------------


def test_every_default_lies_within_its_own_limits_and_every_number_has_a_group():
    assert with_numbers(DEFAULT, {}) == DEFAULT
    assert all(0 <= limits(name)[0] < limits(name)[1] <= LARGEST for name in names())
    assert [name for _, group in groups() for name in group] == names()
    assert [text(title) for title, _ in groups()] == ["Growth engine", "Rules", "Plans and recall", "The Heart Team"]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"earliest_months": 14.0}, "more than latest months"),
        ({"prior_step": 0.2}, "sum to 1.17"),
        ({"progression_exams": 3.5}, "not a whole number"),
        ({"course_probability": 0.96}, "more than early progression probability"),
        ({"step_sd": 0.0}, "between 0.8 and 80"),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(numbers: dict[str, float], words: str):
    with pytest.raises(RefusedError) as refused:
        with_numbers(DEFAULT, numbers)
    assert words in text(refused.value.said)
