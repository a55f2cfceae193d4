"""All that is written for them: the vocabulary, the model, the fields."""

from __future__ import annotations

from django.db.models import CheckConstraint

from registry.fields import CodedField, MeasureField
from registry.models import EchoReading, PatientFact, Visit
from registry.models.fact import Dated
from registry.vocabulary.terms import Term, Terms

DEVICES: Terms = (Term("pacemaker", "Pacemaker"), Term("loop_recorder", "Loop recorder"))


class Device(PatientFact, Dated):
    """A device that was put in."""

    title, titles = "Implanted device", "Implanted devices"

    kind = CodedField("device", terms=DEVICES, blank=False)
    lead_mm = MeasureField("lead", unit="mm", low=1, high=900)

    class Meta:
        constraints = [CheckConstraint(condition=Dated.order_of_days(), name="device_days")]


def add(model: type[PatientFact], name: str, field: MeasureField) -> None:
    """What one line in the body of the model does."""
    field.contribute_to_class(model, name)


add(EchoReading, "ava_cm2", MeasureField("aortic valve area", unit="cm2", low=0.1, high=10, code="LOINC|18089-3"))
add(Visit, "weight_kg", MeasureField("body weight", unit="kg", low=20, high=300))
