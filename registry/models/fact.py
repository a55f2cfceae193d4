"""What every fact has: who recorded it and when, who took it back and why, and a lineage that survives amendment."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import camel_case_to_spaces

from registry.fields import CodedField, LineageField
from registry.vocabulary import terms
from registry.wording import worded_lazy

Kind = TypeVar("Kind", bound="Fact")


class FactQuerySet(models.QuerySet[Kind]):
    """Facts by what was known when."""

    def live(self) -> FactQuerySet[Kind]:
        """What stands now."""
        return self.filter(retracted_at__isnull=True)

    def known_at(self, instant: datetime) -> FactQuerySet[Kind]:
        """What stood at `instant`."""
        later = Q(retracted_at__isnull=True) | Q(retracted_at__gt=instant)
        return self.filter(later, recorded_at__lte=instant)


class Fact(models.Model):
    """A fact is never overwritten: to amend is to retract and record again under the same lineage."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lineage = LineageField(default=uuid.uuid4, editable=False)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    retracted_at = models.DateTimeField(null=True, editable=False)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    retraction_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True


class PatientFact(Fact):
    """A fact about one patient."""

    deed: ClassVar[str] = "record"  # what a role must allow to write it (registry.access)
    single: ClassVar[bool] = False  # at most one stands at a time: of the patient, or of the lesion it is about
    slug: ClassVar[str]  # its word in the addresses of pages; the name of the model unless a shorter one is given
    title: ClassVar[Any]  # what people call one of them
    titles: ClassVar[Any]  # what people call several

    patient = models.ForeignKey("registry.Patient", models.PROTECT, related_name="%(class)ss", editable=False)

    class Meta:
        abstract = True

    def __init_subclass__(cls, **options: Any) -> None:
        """A kind that does not say otherwise is called by the name of its model."""
        super().__init_subclass__(**options)
        said = vars(cls)
        cls.slug = said.get("slug", cls.__name__.lower())
        cls.title = said.get("title", worded_lazy(camel_case_to_spaces(cls.__name__).capitalize()))
        cls.titles = said.get("titles", worded_lazy(f"{cls.title}s"))

    def latest_days(self, today: date) -> Iterator[tuple[str, date]]:
        """Each full date of this kind with the latest day that it may be; spans have one rule for all."""
        yield from ()


class Dated(models.Model):
    """A date kept as precisely as it was given: between on_first and on_last, both included."""

    on_first = models.DateField("date")
    on_last = models.DateField("latest possible date")
    precision = CodedField("precision of the date", terms=terms.PRECISIONS, blank=False, default="day")

    class Meta:
        abstract = True

    @classmethod
    def order_of_days(cls) -> Q:
        """The check that the span is not turned round."""
        return Q(on_first__lte=F("on_last"))
