"""The words of the engine are kept as messages: a new wording writes nothing, and what was shown stays shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from registry.audit import triggers
from registry.models import Exam, Patient, User
from surveillance.deeds.answer import settle_alert
from surveillance.engine import rules
from surveillance.engine.case import Case
from surveillance.engine.course.heading import CONFLICT
from surveillance.engine.message import Text, say
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal
from surveillance.models import Alert, AlertStep, Standing
from surveillance.models import Signal as Stored
from surveillance.review.review import review_patient
from surveillance.words.message import text
from surveillance.words.sentences import SENTENCES

Scan = Callable[..., Exam]
LONG = "word " * 200
HEADLINE = say("test.seen", mm=22.0, typed=LONG)


class Says(Rule):
    id, title, severity, source = "G5", "says", "S3", "a test"
    calendar, clinical, role, opens = False, True, CARDIOLOGIST, CONFLICT
    advice: Text = say("test.yes")

    def look(self, case: Case) -> list[Signal]:
        number, since = Number(say("test.yes"), 22.0, "mm", "typed"), case.clock.today
        return [self.signal("x", HEADLINE, since=since, numbers=(number,), against=(say("test.yes"), "plain"))]


@pytest.fixture
def seen(patient: Patient, scan: Scan, monkeypatch: pytest.MonkeyPatch) -> Patient:
    """A patient of whom a rule has spoken in messages."""
    monkeypatch.setitem(SENTENCES, "test.seen", "Seen: {mm:number} mm, {typed}")
    monkeypatch.setitem(SENTENCES, "test.yes", "Yes")
    monkeypatch.setattr(rules, "RULES", (Says(), *(rule for rule in rules.RULES if rule.id != "G5")))
    scan(patient, "2026-05-20", 22)
    return Patient.objects.select_related("centre").get()


def test_a_signal_keeps_id_and_values_and_is_read_whole(seen: Patient) -> None:
    kept = Stored.objects.get(rule="G5")
    assert kept.headline == {"say": "test.seen", "with": {"mm": 22.0, "typed": LONG}}
    assert text(kept.headline) == f"Seen: 22 mm, {LONG}"  # of any length
    assert kept.against == [{"say": "test.yes", "with": {}}, "plain"]
    assert kept.numbers[0]["label"] == kept.advice == {"say": "test.yes", "with": {}}
    reasons = [(text(said), on) for said, on in Standing.objects.get().heading_reasons]
    assert (text(kept.headline), "2026-06-01") in reasons


def test_another_wording_writes_nothing(seen: Patient, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SENTENCES, "test.seen", "Worded anew: {mm:number} mm, {typed}")
    assert review_patient(seen, now=now).changes.rows == []
    assert text(Stored.objects.get(rule="G5").headline).startswith("Worded anew")


def test_an_answer_keeps_the_words_and_the_language_that_were_read(
    seen: Patient, doctor: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with translation.override("it"):
        settle_alert(doctor, Alert.objects.get(), answer="act", now=now, reason="TOE today")
    monkeypatch.setitem(SENTENCES, "test.seen", "Worded anew: {mm:number} mm, {typed}")
    shown = AlertStep.objects.get().shown
    said = next(each for each in shown["signals"] if each["rule"] == "G5")
    assert shown["language"] == "it"
    assert said["headline"] == f"Seen: 22 mm, {LONG}"
    assert (said["advice"], said["against"], said["numbers"][0]["label"]) == ("Sí", ["Sí", "plain"], "Sí")
    assert said["severity"] == "S3"


BEFORE, AFTER = ("surveillance", "0004_standing_hard_to_reach"), ("surveillance", "0005_words_as_messages")
AT = datetime.fromisoformat("2026-06-01T09:00:00+00:00")


def legacy(said: str) -> dict[str, Any]:
    return {"say": "legacy", "with": {"text": said}}


@pytest.mark.django_db(transaction=True)
def test_rows_of_before_keep_their_words() -> None:
    last = MigrationExecutor(connection).loader.graph.leaf_nodes()
    triggers.uninstall(connection)  # one of them names a column that goes
    try:
        _at(BEFORE)
        centre = _rows("Centre", app="registry").create(code="OLD", name="Old", time_zone="UTC")
        patient = {"centre_id": centre.pk, "study_id": "OLD-1", "enrolled_on": date(2024, 1, 1)}
        by = {"patient_id": _rows("Patient", app="registry").create(**patient).pk}
        number = {"label": "rate", "value": 2.5, "unit": "mm/y", "origin": "ours"}
        _rows("Signal").create(
            **by, rule="G1", anchor="x", severity="S2", since=date(2026, 5, 1), first_at=AT,
            headline='Said "so": 2 mm', advice="", against=["one"], numbers=[number],
        )  # fmt: skip
        _rows("Standing").create(
            **by, centre_id=centre.pk, revision=1, policy_version="1", engine="e", status_reason="due by then",
            heading_reasons=[["growing", "2026-05-01"], ["old", None]], badges=["Watch"],
        )  # fmt: skip
        _at(AFTER)
        signal, standing = _rows("Signal", AFTER).get(), _rows("Standing", AFTER).get()
        assert (signal.headline, signal.advice, signal.against) == (legacy('Said "so": 2 mm'), "", [legacy("one")])
        assert signal.numbers[0] == number | {name: legacy(number[name]) for name in ("label", "unit", "origin")}
        assert (standing.status_reason, standing.badges) == (legacy("due by then"), [legacy("Watch")])
        assert standing.heading_reasons == [[legacy("growing"), "2026-05-01"], [legacy("old"), None]]
    finally:
        MigrationExecutor(connection).migrate(last)
        triggers.install(connection)


def _at(state: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate([state])


def _rows(name: str, state: tuple[str, str] = BEFORE, app: str = "surveillance") -> Any:
    """The rows of a model as it was at that migration."""
    return MigrationExecutor(connection).loader.project_state([state]).apps.get_model(app, name).objects
