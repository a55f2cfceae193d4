"""Severity rises from a nurse's task to S4: every list of signals begins with the gravest, whoever reads it."""

from __future__ import annotations

from itertools import permutations
from uuid import uuid4

import pytest
from django.test import Client

from surveillance.engine.cards import SEVERITIES, gravity
from surveillance.engine.heart_team.agenda import DISCUSS, Entry, Reason
from surveillance.lists import worklist
from surveillance.models import Alert, Signal
from tests.cast import Cast
from tests.engine.rules.histories import TODAY


@pytest.fixture
def card(cast: Cast) -> Alert:
    """A card on which a signal of every severity stands, the gravest recorded neither first nor last."""
    one = Alert.objects.filter(patient=cast.growing, state=Alert.OPEN).get()
    known = Signal.objects.filter(alert=one).first()
    for code in ("S3", "T", "S4", "S1", "S2"):
        known.pk, known.anchor, known.severity, known._state.adding = uuid4(), f"{code}:order", code, True
        known.save()
    return one


def falls(severities: list[str]) -> bool:
    return set(severities) == set(SEVERITIES) and [*map(gravity, severities)] == sorted(
        map(gravity, severities), reverse=True
    )


def test_every_list_of_signals_begins_with_the_gravest(cast: Cast, card: Alert, client: Client) -> None:
    """Seen: sorted as text a nurse's task stood before S4, and its words were taken for those of the card."""
    assert falls([s.severity for s in worklist.patient_picture(cast.cardiologist, cast.growing.pk).signals])
    assert falls([s.severity for s in worklist.alert_for(cast.cardiologist, card.pk).signals.all()])
    (shown,) = (a for a in worklist.inbox([cast.growing.centre]).rows if a.pk == card.pk)
    assert falls([s.severity for s in shown.signals.all()])
    client.force_login(cast.cardiologist)
    answer = client.get("/api/v1/alerts/").json()
    (told,) = (a for a in answer["results"] if a["id"] == str(card.pk))
    assert falls([s["severity"] for s in told["signals"]])


def test_a_patient_is_as_grave_on_the_agenda_as_the_gravest_reason() -> None:
    for codes in permutations(("", *SEVERITIES), 3):
        alone = [Entry("p", DISCUSS, TODAY, (Reason("x", TODAY, code),)) for code in codes]
        together = Entry("p", DISCUSS, TODAY, tuple(reason for entry in alone for reason in entry.reasons))
        assert together.rank == min(entry.rank for entry in alone)
        assert [entry.rank[0] for entry in sorted(alone, key=lambda entry: entry.rank)] == [
            -gravity(code) for code in sorted(codes, key=gravity, reverse=True)
        ]
