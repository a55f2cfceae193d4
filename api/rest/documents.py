"""The documents of what follows from the facts: read, never written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.export.manifest import INTENDED_USE
from api.rest.fields import field_of
from api.rest.serializers import Document, document
from api.rest.values import Coded, Day
from registry import access
from registry.fields import CodedField
from registry.models import SignedPolicy, User
from registry.vocabulary import terms
from registry.wording import source
from surveillance.deeds.answer import NEEDS_REASON
from surveillance.engine.course.heading import CAUTION
from surveillance.engine.policy import DEFAULT, describe, from_document
from surveillance.engine.rules import RULE
from surveillance.models import Alert, AlertStep, Signal, Standing
from surveillance.words.message import text
from surveillance.words.stored import rendered

STATES: terms.Terms = tuple(terms.Term(state, state) for state in (Alert.OPEN, Alert.WATCHING, Alert.CLOSED))
STANDING = (
    "revision", "policy_version", "engine", "look_again_at", "course", "heading", "heading_kind", "heading_reasons",
    "form", "size_mm", "size_on", "size_modality", "rate_mm_per_year", "rate_sd", "p_progression", "p_regression",
    "exams", "spark", "status", "status_reason", "lapsed", "earliest_on", "target_on", "latest_on", "booked_on",
    "last_exam_on", "last_contact_on", "last_contact", "failed_contacts", "hard_to_reach", "badges", "card",
)  # fmt: skip
SIGNAL = (
    "rule", "anchor", "severity", "holds", "historical", "withdrawn", "since", "headline", "numbers", "against",
    "advice", "facts", "rule_version", "policy_version", "first_at",
)  # fmt: skip
ALERT = ("severity", "opened_at", "evidence_on", "again", "watch_until", "closed_at")


def listed(items: dict[str, Any]) -> type[serializers.ListField]:
    """A list of items of this shape, as it is stored but for its messages: they come in the reader's language."""
    return extend_schema_field({"type": "array", "items": items})(type("Listed", (Rendered,), {}))


class Rendered(serializers.ListField):
    """A stored list with its messages as text."""

    def to_representation(self, data: Any) -> Any:
        """Items in the reader's language."""
        return rendered(data)


class Worded(serializers.CharField):
    """A stored message as text."""

    def to_representation(self, value: Any) -> str:
        """The sentence in the reader's language."""
        return text(value)


TEXT = {"type": "string"}
NUMBER = {
    "type": "object",
    "required": ["label", "value", "unit", "origin"],
    "properties": {"label": TEXT, "value": {"type": ["number", "string", "null"]}, "unit": TEXT, "origin": TEXT},
}


def row(cells: int, *types: str, said: str) -> dict[str, Any]:
    """A list of fixed length; what each cell is stands in words, because generated clients know no prefixItems."""
    items = {"type": list(types)}
    return {"type": "array", "items": items, "minItems": cells, "maxItems": cells, "description": said}


SHAPES: dict[str, type[serializers.Field]] = {
    "headline": Worded,
    "advice": Worded,
    "status_reason": Worded,
    "numbers": listed(NUMBER),
    "against": listed(TEXT),
    "facts": listed(TEXT | {"format": "uuid", "description": "Lineage of a fact that it rests on."}),
    "badges": listed(TEXT),
    "spark": listed(
        row(3, "string", "number", "null", said="Day, size in mm (null: not visible), modality; the latest exam last.")
    ),
    "heading_reasons": listed(row(2, "string", "null", said="What leads the heading, and the day of it or null.")),
}


class Told(serializers.CharField):
    """A sentence that a function tells of the whole row."""

    def __init__(self, tell: Callable[[Any], str], **options: Any) -> None:
        super().__init__(source="*", read_only=True, **options)
        self.tell = tell

    def to_representation(self, row: Any) -> str:
        """The sentence."""
        return self.tell(row)


def of_rule(name: str) -> Callable[[Signal], str]:
    """What the rule of a signal says of itself; nothing where the rule is no more."""
    return lambda signal: text(getattr(RULE.get(signal.rule), name, ""))


def seen(model: type[models.Model], *names: str) -> dict[str, serializers.Field]:
    """Columns of a derived row, read-only, labelled as on the model."""
    return {name: _seen(model._meta.get_field(name)) for name in names}


def _seen(field: Any) -> serializers.Field:
    said = {"read_only": True, "label": source(field.verbose_name), "allow_null": field.null}
    if isinstance(field, CodedField):
        return Coded(terms=field.terms, **said | {"allow_null": not field.required})
    if isinstance(field, models.JSONField):
        return SHAPES[field.name](**said)
    plain: tuple[tuple[Any, type[serializers.Field]], ...] = (
        (models.DateTimeField, serializers.DateTimeField),
        (models.DateField, Day),
        (models.BooleanField, serializers.BooleanField),
        (models.FloatField, serializers.FloatField),
        (models.IntegerField, serializers.IntegerField),
        (models.CharField, serializers.CharField),
    )
    return next(ours for theirs, ours in plain if isinstance(field, theirs))(**said)


def named(source: str) -> serializers.Field:
    """A name found by way of a link, or null."""
    return serializers.CharField(source=source, read_only=True, allow_null=True, default=None)


def whose(centre: str) -> dict[str, serializers.Field]:
    """The patient and the centre of a derived row."""
    return {
        "patient": serializers.UUIDField(source="patient_id", read_only=True),
        "study_id": serializers.CharField(source="patient.study_id", read_only=True),
        "centre": serializers.CharField(source=centre, read_only=True),
    }


StandingSerializer = document(
    "Standing",
    "The derived row of a patient; rates and probabilities are under our prior.",
    **whose("centre.code"),
    **seen(Standing, *STANDING),
    owner=named("owner.username"),
    caution=Told(lambda standing: text(CAUTION) if standing.heading == "toward_rupture" else ""),
)
SignalSerializer = document(
    "Signal",
    "What one rule says of one patient, with its evidence and its source.",
    id=serializers.UUIDField(read_only=True),
    **whose("patient.centre.code"),
    alert=serializers.UUIDField(source="alert_id", read_only=True, allow_null=True),
    **seen(Signal, *SIGNAL),
    title=Told(of_rule("title")),
    source=Told(of_rule("source"), help_text="The sentence of the literature that the rule rests on."),
    origin=Told(of_rule("evidence"), help_text="Whether its numbers are published or our default."),
)
AnsweredSerializer = document(
    "Answered",
    "An answer that was given: it stays.",
    **seen(AlertStep, "answer", "reason", "until", "recorded_at"),
    recorded_by=serializers.CharField(source="recorded_by.username", read_only=True),
)
AnswerSerializer = document(
    "Answer",
    "An answer to an alert.",
    **{
        name: field_of(AlertStep._meta.get_field(name), help_text=says)
        for name, says in {
            "answer": "watch lets the card sleep until its day or the next exam; the others close it.",
            "reason": f"Needed for {', '.join(NEEDS_REASON)}; on an S4 card for every answer.",
            "until": "Needed for watch. With act it becomes the patient's plan: the next exam is due on that day.",
        }.items()
    },
)
AlertSerializer = document(
    "Alert",
    "The card that a cardiologist answers, with the signals it holds.",
    id=serializers.UUIDField(read_only=True),
    **whose("patient.centre.code"),
    state=Coded(terms=STATES, read_only=True),
    **seen(Alert, *ALERT),
    signals=SignalSerializer(many=True, read_only=True),
    answers=AnsweredSerializer(many=True, read_only=True),
    intended_use=Told(lambda alert: INTENDED_USE),
)
NumberSerializer = document(
    "PolicyNumber",
    "One number of a policy, with unit and origin.",
    name=serializers.CharField(read_only=True),
    value=serializers.FloatField(read_only=True),
    unit=serializers.CharField(read_only=True),
    origin=serializers.CharField(read_only=True),
)
RoleSerializer = document(
    "Role",
    "One role at one centre.",
    centre=serializers.CharField(source="centre.code", read_only=True),
    name=serializers.CharField(source="centre.name", read_only=True),
    time_zone=serializers.CharField(source="centre.time_zone", read_only=True),
    role=Coded(terms=terms.ROLES, read_only=True),
    deeds=serializers.SerializerMethodField(),
    get_deeds=extend_schema_field(serializers.ListField(child=serializers.CharField()))(
        lambda self, staff: sorted(access.DEEDS[staff.role])
    ),
)
KeySerializer = document(
    "Key",
    "The token that this request was sent with.",
    name=serializers.CharField(read_only=True),
    read_only=serializers.BooleanField(read_only=True),
    expires_at=serializers.DateTimeField(read_only=True),
)


class PolicySerializer(Document):
    """One signed version of the numbers of a centre; or the default that ships."""

    lineage = serializers.UUIDField(read_only=True, allow_null=True)
    centre = named("centre.code")
    version = serializers.IntegerField(read_only=True, allow_null=True)
    rationale = serializers.CharField(read_only=True)
    signed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    signed_by = named("signed_by.username")
    numbers = serializers.SerializerMethodField()

    @extend_schema_field(NumberSerializer(many=True))
    def get_numbers(self, signed: SignedPolicy) -> list[dict[str, Any]]:
        """Every number in force."""
        if not signed.signed_at:
            return rendered(describe(DEFAULT))  # type: ignore[no-any-return]
        numbers = from_document(signed.document, version=str(signed.version), signed=True)
        return rendered(describe(numbers))  # type: ignore[no-any-return]


class MeSerializer(Document):
    """Who asks, and what that person may do."""

    username = serializers.CharField(read_only=True)
    roles = serializers.SerializerMethodField()
    token = serializers.SerializerMethodField()

    @extend_schema_field(RoleSerializer(many=True))
    def get_roles(self, user: User) -> list[dict[str, Any]]:
        """The roles, one or more a centre."""
        return list(RoleSerializer(access.staff_of(user), many=True).data)

    @extend_schema_field(KeySerializer(allow_null=True))
    def get_token(self, user: User) -> dict[str, Any] | None:
        """The token, or null in a session."""
        token = self.context["request"].auth
        return dict(KeySerializer(token).data) if token else None
