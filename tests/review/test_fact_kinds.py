"""Every kind of fact, read off the models: what stands is never said to be withdrawn, and nothing forgets a kind."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from registry import catalogue, recording
from registry.models import Exam, PatientFact
from registry.recording import Stamp
from surveillance.models import AlertStep, Appointment, FollowUpPlan, Signal
from surveillance.review.facts import standing_since
from surveillance.review.review import review_patient
from tests.cast import Cast
from tests.kinds import one_of


def test_what_stands_is_never_said_to_be_withdrawn(cast: Cast):
    signals = {kind.__name__: said_before(fact) for kind, fact in one_of_each(cast).items()}
    assert withdrawn(cast, signals) == []
    assert "evidence withdrawn" not in page_of(cast)


def test_what_was_taken_back_is_said_to_be_withdrawn(cast: Cast):
    facts = one_of_each(cast)
    signals = {kind.__name__: said_before(fact) for kind, fact in facts.items()}
    stamp = Stamp(by=cast.cardiologist, at=cast.now, today=cast.today)
    for fact in facts.values():
        recording.retract(fact, stamp=stamp, reason="typing error")
    assert withdrawn(cast, signals) == list(signals)
    assert page_of(cast).count("evidence withdrawn") == len(signals)


def test_a_plan_that_another_one_followed_still_stands(cast: Cast):
    first, _second = (one_of(FollowUpPlan, cast.ruptured, by=cast.cardiologist, now=cast.now) for _ in range(2))
    assert withdrawn(cast, {"plan": said_before(first)}) == []


def test_a_data_error_is_mended_by_a_change_of_any_kind_of_fact(cast: Cast):
    facts = one_of_each(cast)
    known = standing_since(str(fact.lineage) for fact in facts.values())
    assert known == {str(fact.lineage): fact.recorded_at for fact in facts.values()}


def test_every_kind_of_fact_is_reached_from_the_pages_of_the_patient(cast: Cast):
    facts = one_of_each(cast)
    shown = page_of(cast) + page_of(cast, "surveillance:team")
    own = {
        Exam: lambda fact: f"exams/{fact.lineage}/",
        Appointment: lambda fact: f"/appointments/{fact.lineage}/",
        AlertStep: lambda fact: reverse("surveillance:alert", args=[fact.alert_id]),
    }
    parts = catalogue.exam_parts()
    addresses = {kind.__name__: own.get(kind, _fact)(fact) for kind, fact in facts.items() if kind not in parts}
    assert [name for name, address in addresses.items() if address not in shown] == []


def _fact(fact: PatientFact) -> str:
    """The page of a fact; where one stands at a time, the menu leads to it."""
    return f"facts/{fact.slug}/new/" if fact.single else f"facts/{fact.slug}/{fact.lineage}/"


def one_of_each(cast: Cast) -> dict[type[PatientFact], PatientFact]:
    return {k: one_of(k, cast.ruptured, by=cast.cardiologist, now=cast.now) for k in catalogue.fact_kinds()}


def said_before(fact: PatientFact) -> Signal:
    """A signal of before that rests on the fact and that no rule says today."""
    return Signal.objects.create(
        patient=fact.patient, rule="E1", anchor=str(fact.lineage), first_at=fact.recorded_at, severity="S1",
        since=fact.recorded_at.date(), headline="Said before", facts=[str(fact.lineage)],
    )  # fmt: skip


def withdrawn(cast: Cast, signals: dict[str, Signal]) -> list[str]:
    """The kinds of which the review, and then the history page, says that they were taken back."""
    review_patient(cast.ruptured, now=cast.now)
    ended = {s.pk: s.withdrawn for s in Signal.objects.filter(pk__in=[s.pk for s in signals.values()], holds=False)}
    assert len(ended) == len(signals)
    return [name for name, signal in signals.items() if ended[signal.pk]]


def page_of(cast: Cast, name: str = "surveillance:patient") -> str:
    client = Client()
    client.force_login(cast.cardiologist)
    return client.get(reverse(name, args=[cast.ruptured.pk])).content.decode()
