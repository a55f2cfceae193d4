"""Names for ids: whose row it is and the how manieth of its kind; what else is random is counted within its page."""

from __future__ import annotations

import re
from collections import defaultdict
from uuid import UUID

from django.apps import apps
from django.db import connection

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b")
DIGEST = re.compile(r"\b[0-9a-f]{12,}\b")


class Names:
    """The names of everything that is in the house now."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        people = apps.get_model("registry", "Patient")
        self.patients = dict(people._default_manager.values_list("pk", "study_id"))
        for pk, study in self.patients.items():
            self.known[str(pk)] = study
        with connection.cursor():
            for model in apps.get_models():
                self._name_rows(model)

    def _name_rows(self, model: type) -> None:
        """Rows about a patient, in the order of their making."""
        fields = {f.name for f in model._meta.fields}
        pk = model._meta.pk
        if "patient" not in fields or pk is None or pk.get_internal_type() != "UUIDField":
            return
        ids = ("pk", "lineage") if "lineage" in fields else ("pk",)
        of_patient: dict[UUID, int] = defaultdict(int)
        rows = model._base_manager.values_list("patient_id", *ids)
        for patient, *keys in sorted(rows, key=lambda row: [str(value) for value in row]):
            of_patient[patient] += 1
            name = f"{self.patients.get(patient, 'nobody')}.{model.__name__.lower()}-{of_patient[patient]}"
            for key in reversed(keys):
                self.known.setdefault(str(key), name)

    def plain(self, text: str) -> str:
        """The text with a name or a number in place of each id, and without digests."""
        seen: dict[str, str] = {}

        def name(found: re.Match[str]) -> str:
            key = str(UUID(found[0]))
            return self.known.get(key) or seen.setdefault(key, f"#{len(seen) + 1}")

        return DIGEST.sub("#digest", ID.sub(name, text))
