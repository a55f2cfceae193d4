"""How the demonstration is loaded: twice, beside real patients, in bulk, on awkward days, from the command line."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from registry.audit.triggers import fact_models
from registry.models import Centre, Exam, Patient, User
from surveillance import demonstration
from surveillance.deeds.enrol import enrol
from surveillance.demonstration import bulk, loading
from surveillance.demonstration.cast_courses import entered_for_another, typed_in_cm_and_corrected
from surveillance.demonstration.cast_follow_up import dead, moved, taken_up_again
from surveillance.demonstration.centres import House, open_house
from surveillance.demonstration.simulated import CAST, one, simulate
from surveillance.engine.rules import RULES
from surveillance.evidence.cases import Case
from surveillance.evidence.published import published_cases
from surveillance.models import COURSES, HEADINGS, STATUSES, Signal, Standing
from tests.demonstration.houses import NOW

FEW = 9
CHANGED = (entered_for_another, typed_in_cm_and_corrected, moved, taken_up_again, dead)


@pytest.fixture
def house(db: None) -> House:
    return open_house(centres=3, now=NOW)


def rows() -> Counter[Any]:
    """Every fact of every patient by value: what it says, when it was recorded, when and why it was taken back."""
    return Counter(_told(fact) for model in fact_models() for fact in model.objects.all())  # type: ignore[attr-defined]


def _told(fact: Any) -> tuple[Any, ...]:
    values = {}
    for field in fact._meta.concrete_fields:
        linked = getattr(fact, field.name) if field.is_relation else None
        if field.name in ("id", "lineage"):
            continue
        values[field.name] = linked and (
            (linked.on_first, linked.modality) if isinstance(linked, Exam) else str(linked)
        ) if field.is_relation else getattr(fact, field.attname)  # fmt: skip
    return type(fact).__name__, repr(sorted(values.items()))


def lineages() -> Counter[str]:
    """How many facts share a lineage, by model: what amendments look like."""
    found = ((m.__name__, lineage) for m in fact_models() for lineage in m.objects.values_list("lineage", flat=True))  # type: ignore[attr-defined]
    return Counter(f"{name} {count}" for (name, _), count in Counter(found).items())


def few_published(house: House) -> list[Case]:
    """Three published cases with most kinds of facts."""
    cases = [c for c in published_cases(today=house.today) if c.study_id in ("PUB-RG-3", "PUB-T1-13", "PUB-EX-6")]
    for case in cases:
        case.centre = "PUB"
    return cases


def test_bulk_writes_the_same_facts_as_the_workflow(house: House) -> None:
    numbers = [1 + CAST.index(play) for play in CHANGED] + [
        len(CAST) + 1,
        len(CAST) + 2,
        len(CAST) + 5,
        98,
    ]  # 98 ruptures
    told = []
    for loader in (loading, bulk):
        cases = [one(number, centres=["ROM"], seed=7, until=house.today) for number in numbers]
        with transaction.atomic():
            assert sum(loader.load([*few_published(house), *cases], house, now=NOW)) == 12
            told.append((rows(), lineages(), dict(Patient.objects.values_list("study_id", "revision"))))
            transaction.set_rollback(True)
    assert told[0][2] == told[1][2]
    assert told[0][1] == told[1][1]
    assert told[0][0] == told[1][0]


def test_loading_twice_changes_nothing(db: None) -> None:
    first = demonstration.prepare(now=NOW, patients=FEW)
    before = rows()
    again = demonstration.prepare(now=NOW, patients=FEW)
    assert (first.loaded, again.loaded) == (True, False)
    assert rows() == before
    assert "nothing was changed" in demonstration.sentence(again)


def test_an_interrupted_load_is_completed(house: House) -> None:
    cases = list(simulate(patients=3, centres=["ROM", "BER", "LDN"], seed=7, until=house.today))
    assert sum(loading.load(cases, house, now=NOW)) == 3
    result = demonstration.prepare(now=NOW, patients=FEW)
    assert (result.loaded, result.simulated, result.published) == (True, FEW, 26)


def test_real_patients_are_never_joined_by_invented_ones(db: None) -> None:
    nurse = User.objects.create_user("somebody")
    centre = Centre.objects.create(code="REAL", name="A hospital", time_zone="Europe/Rome")
    enrol(nurse, centre, study_id="R-1", enrolled_on=date(2026, 1, 1), now=NOW)
    with pytest.raises(demonstration.RefusedError, match="Real patients are enrolled here"):
        demonstration.prepare(now=NOW, patients=FEW)
    assert Patient.objects.count() == 1


def test_an_account_of_somebody_else_is_not_taken_over(db: None) -> None:
    User.objects.create_user("nurse")
    with pytest.raises(demonstration.RefusedError, match=r"accounts exist already.*nurse"):
        demonstration.prepare(now=NOW, patients=FEW)
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    "now",
    [
        datetime(2028, 2, 29, 23, 30, tzinfo=UTC),
        pytest.param(datetime(2027, 3, 31, 0, 30, tzinfo=UTC), marks=pytest.mark.slow),
        pytest.param(datetime(2026, 12, 31, 12, 0, tzinfo=UTC), marks=pytest.mark.slow),
        pytest.param(datetime(2027, 1, 1, 4, 0, tzinfo=UTC), marks=pytest.mark.slow),
    ],
)
def test_on_an_awkward_day_every_state_still_occurs(now: datetime, house: House) -> None:
    demonstration.prepare(now=now, patients=len(CAST), centres=1)
    shown = Standing.objects.filter(patient__origin="synthetic")
    for field, terms in (("course", COURSES), ("heading", HEADINGS), ("status", STATUSES)):
        assert set(shown.values_list(field, flat=True)) == {term.code for term in terms}
    rules = set(Signal.objects.filter(patient__origin="synthetic", holds=True).values_list("rule", flat=True))
    assert rules == {rule.id for rule in RULES} - {"X0", "X5"}  # nobody is late on the day of loading


def test_the_command_prints_counts_for_machines_and_logins_for_people(db: None) -> None:
    out = StringIO()
    call_command("demo", patients=FEW, json=True, stdout=out)
    counts = json.loads(out.getvalue())
    assert (counts["loaded"], counts["published"], counts["simulated"], counts["evidence"]) == (True, 26, FEW, 2)
    assert counts["sweep"]["state"] == "complete"
    logins = StringIO()
    call_command("demo", logins=True, stdout=logins)
    assert "nurse          annulus-demonstration   Nurse at PUB, ROM" in logins.getvalue()
    user = User.objects.get(username="researcher")
    assert user.check_password("annulus-demonstration")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"patients": 0}, "--patients must be 1 or more"),
        ({"centres": 99}, "--centres must be between 1 and 8: 99 is not"),
        ({"seed": -1}, "--seed 0 or more"),
    ],
)
def test_bad_options_get_one_sentence(options: dict[str, int], sentence: str, db: None) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("demo", **options)
    assert not Patient.objects.exists()
