"""What is asked for: whose patients, under which project's pseudonyms, as known when; and which rows that means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from api.export.derived import DERIVED
from api.export.refusal import RefusedError
from api.export.tables import FACTS, PATIENTS, Table
from registry.models import Demographics, Fact, Patient
from registry.models.fact import FactQuerySet

TIERS = ("controlled",)
FORMATS = ("csv",)


@dataclass(frozen=True, slots=True)
class Order:
    """One request; `as_of` None means what is known now."""

    centres: tuple[UUID, ...]
    project: str
    as_of: datetime | None = None
    tier: str = "controlled"
    format: str = "csv"

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of this export: what the engine holds is known only for now."""
        return (PATIENTS, *FACTS) if self.as_of else (PATIENTS, *FACTS, *DERIVED)

    def patients(self) -> QuerySet[Patient]:
        """The patients in scope; at an earlier instant, those of whom some fact was recorded by then."""
        patients = Patient.objects.filter(centre__in=self.centres)
        if self.as_of is None:
            return patients
        models = {Demographics, *(table.model for table in FACTS)}
        recorded = [
            Exists(model.objects.filter(patient=OuterRef("pk"), recorded_at__lte=self.as_of))  # type: ignore[attr-defined]
            for model in models
        ]
        return patients.filter(reduce(or_, recorded))

    def rows(self, model: Any) -> QuerySet[Any]:
        """The rows of a model in scope."""
        return self.patients() if model is Patient else self.known(model).filter(patient__centre__in=self.centres)

    def known(self, model: Any) -> QuerySet[Any]:
        """Facts as known at the instant, live ones for now, of whoever; the caller names patients that are in scope.

        With the centres joined to each chunk SQLite read every patient of the centre again: the square of the work.
        """
        if not issubclass(model, Fact):
            return cast(QuerySet[Any], model.objects.all())
        facts: FactQuerySet[Any] = model.objects.all()
        return facts.live() if self.as_of is None else facts.known_at(self.as_of)

    def check(self, *, now: datetime) -> None:
        """Refuse what is not available, with the remedy."""
        if self.tier not in TIERS:
            tier = _("The tier “%(tier)s” is not available yet: use --tier controlled.")
            raise RefusedError(tier % {"tier": self.tier})
        if self.format not in FORMATS:
            form = _("The format “%(format)s” is not available yet: use --format csv.")
            raise RefusedError(form % {"format": self.format})
        if self.as_of and self.as_of > now:
            late = _("%(instant)s lies in the future: name an instant that has passed.")
            raise RefusedError(late % {"instant": f"{self.as_of:%d-%b-%Y %H:%M %Z}"})
