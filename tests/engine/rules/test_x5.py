"""X5: an alert that nobody answers is asked about, to the hour, once a severity, and no longer than it waits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.core import mail
from django.test import Client

from registry.models import Patient
from surveillance.deeds.answer import settle_alert
from surveillance.engine.known.history import CardSeen, History
from surveillance.engine.policy import DEFAULT
from surveillance.models import Alert, Outbox, Signal
from surveillance.review import sweep
from surveillance.work import notices
from tests.cast import Cast
from tests.engine.rules.histories import history, signals

BY = datetime(2026, 6, 1, 12, tzinfo=UTC)


def carded(severity: str, *, is_late: bool) -> History:
    """A patient with an open card."""
    return history(card=CardSeen("card", severity, date(2026, 5, 1), asked_by=BY, is_late=is_late))


def test_it_fires_for_a_card_whose_time_has_passed() -> None:
    for severity, named in (("S4", "4"), ("S3", "7"), ("S2", "30")):
        (said,) = signals("X5", carded(severity, is_late=True))
        assert (said.severity, said.anchor) == ("T", f"card:{severity}")
        assert f"{said.numbers[0].value:g}" == named


def test_it_is_silent_before_that_moment() -> None:
    assert signals("X5", carded("S4", is_late=False)) == ()


def test_it_is_silent_without_a_card() -> None:
    """Missing data: a history read for a page has no card."""
    assert signals("X5", history()) == ()


def x5(cast: Cast) -> list[bool]:
    """Whether X5 holds of the ruptured patient, for each of its signals."""
    return list(Signal.objects.filter(patient=cast.ruptured, rule="X5").values_list("holds", flat=True))


def sweep_at(when: datetime) -> None:
    """The incremental sweep of that moment."""
    assert sweep.run(now=when).state == "complete"


def test_the_sweep_after_four_hours_tells_the_deputy_once(cast: Cast) -> None:
    """S4: 4 hours, to the minute; three sweeps write one message."""
    cast.rome.deputy = cast.cardiologist
    cast.cardiologist.email = "deputy@example.org"
    cast.cardiologist.save()
    cast.rome.save()
    notices.deliver(now=cast.now)
    mail.outbox.clear()
    opened = Alert.objects.get(patient=cast.ruptured).opened_at
    allowed = timedelta(hours=DEFAULT.answer_hours_s4)
    sweep_at(opened + allowed - timedelta(minutes=1))
    assert x5(cast) == []
    for minutes in (0, 15, 30):
        sweep_at(opened + allowed + timedelta(minutes=minutes))
    assert x5(cast) == [True]
    assert Outbox.objects.filter(kind="escalation").count() == 1
    notices.deliver(now=opened + allowed)
    (letter,) = [m for m in mail.outbox if "too long" in m.subject]
    assert letter.to == ["deputy@example.org"]
    assert "Greco" not in letter.body
    assert Alert.objects.filter(patient=cast.ruptured).count() == 1


def test_the_page_of_the_alert_says_that_nobody_has_answered(cast: Cast, client: Client) -> None:
    card = Alert.objects.get(patient=cast.ruptured)
    client.force_login(cast.cardiologist)
    said = "has not been answered in time"
    assert said not in client.get(f"/alerts/{card.pk}/").content.decode()
    sweep_at(card.opened_at + timedelta(hours=5))
    assert said in client.get(f"/alerts/{card.pk}/").content.decode()


def test_an_answer_ends_it(cast: Cast) -> None:
    card = Alert.objects.get(patient=cast.ruptured)
    late = card.opened_at + timedelta(hours=5)
    sweep_at(late)
    assert x5(cast) == [True]
    settle_alert(cast.cardiologist, card, answer="not_a_problem", reason="operated elsewhere", now=late)
    assert x5(cast) == [False]
    sweep_at(late + timedelta(days=2))
    assert x5(cast) == [False]


def test_the_next_look_stands_at_the_moment_and_not_at_midnight(cast: Cast) -> None:
    card = Alert.objects.get(patient=cast.ruptured)
    standing = Patient.objects.get(pk=cast.ruptured.pk).standing
    assert standing.look_again_at <= card.opened_at + timedelta(hours=4)
