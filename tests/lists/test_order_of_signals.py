"""Signals of one severity and day stand in one order at every reading, wherever the database put their rows."""

from __future__ import annotations

import pytest
from django.utils import timezone

from surveillance.lists.worklist import alert_for, patient_picture
from surveillance.models import Alert, Signal
from tests.cast import Cast


def order(cast: Cast) -> list[list[str]]:
    """What the patient page and the page of the alert list, by anchor."""
    alert = Alert.objects.get(patient=cast.ruptured, state="open")
    listed = (
        patient_picture(cast.cardiologist, cast.ruptured.pk).signals,
        alert_for(cast.cardiologist, alert.pk).signals,
    )
    return [[signal.anchor for signal in found] for found in (listed[0], listed[1].all())]


@pytest.mark.django_db
def test_rows_that_are_written_again_keep_their_place(cast: Cast) -> None:
    before, kept = order(cast), list(Signal.objects.filter(patient=cast.ruptured))
    alike = {(s.severity, s.since) for s in kept}
    assert len(alike) < len(kept), "no two signals that only their row could order"
    Signal.objects.filter(patient=cast.ruptured).update(since=timezone.localdate(), severity="S4", holds=True)
    same = order(cast)
    rows = list(Signal.objects.filter(patient=cast.ruptured).order_by("-pk"))
    for row in rows:  # elsewhere in the table: PostgreSQL moves what is written, here each row is made anew
        row.steps.all().delete()
        row.delete()
    Signal.objects.bulk_create(rows)
    assert order(cast) == same
    assert sorted(map(len, before)) == sorted(map(len, same))
