"""A walk through the house with the temporary app: each stop asserts, the walk prints what failed where, as JSON."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import django
import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.extension.settings"
django.setup()

from django.apps import apps  # noqa: E402  only now are they ready
from django.core.exceptions import ValidationError  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, transaction  # noqa: E402
from django.db.migrations.autodetector import MigrationAutodetector  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from api.export.build import build  # noqa: E402
from api.export.order import Order  # noqa: E402
from registry.audit import triggers  # noqa: E402
from registry.models import EchoReading, Patient, User, Visit  # noqa: E402
from registry.recording import ExamEntry, Stamp, record  # noqa: E402
from surveillance.deeds.record import record_exam, record_fact  # noqa: E402
from surveillance.review.facts import histories, standing_since  # noqa: E402
from tests import cast  # noqa: E402
from tests.extension.ward.models import Device  # noqa: E402
from tests.kinds import one_of  # noqa: E402
from tests.pages.conftest import fields_of  # noqa: E402

NOW = datetime.now(UTC)
TODAY = NOW.date()
DAY = {"on_first": TODAY, "on_last": TODAY, "precision": "day"}
TYPED_DAY = {"on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year}
V1 = "/api/v1/"


@dataclass
class Visitor:
    """A cardiologist before one patient, at the pages and at the API."""

    doctor: User
    patient: Patient
    pages: Client
    api: APIClient
    exported: Path

    def page(self, address: str = "") -> str:
        """The text of a page of the patient."""
        answer = self.pages.get(self.at(address))
        assert answer.status_code == 200, answer
        return answer.content.decode()

    def post(self, address: str, typed: dict[str, Any]) -> str:
        """The form of that address filled and sent; the page that follows."""
        form = fields_of(self.pages, self.at(address)) | typed
        return self.pages.post(self.at(address), form, follow=True).content.decode()

    def at(self, address: str) -> str:
        """An address of the patient."""
        return f"/patients/{self.patient.pk}/{address}"

    def rows(self, table: str) -> list[dict[str, str]]:
        """One table of the export."""
        return list(csv.DictReader(io.StringIO((self.exported / f"{table}.csv").read_text("utf-8-sig"))))

    def described(self, table: str, column: str) -> dict[str, str]:
        """Its row in the codebook."""
        return next(row for row in self.rows("codebook") if (row["table"], row["column"]) == (table, column))


def arrive() -> Visitor:
    """The house with one patient: an exam and a visit with the new values, and a device."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    rome = cast.centre("RMP", "Policlinico di Prova")
    doctor = cast.user("conti", "Anna Conti", (rome, "cardiologist"))
    patient = cast.patient(doctor, rome, "RMP-0001", "Bianchi, Lucia", NOW)
    entry = ExamEntry(values=DAY | {"modality": "TTE", "quality": "good"}, reading={"ava_cm2": 1.5})
    record_exam(doctor, patient, entry=entry, now=NOW)
    record_fact(doctor, Visit, patient, values=DAY | {"weight_kg": 71.5}, now=NOW)
    values = DAY | {"kind": "pacemaker", "lead_mm": 520}
    record_fact(doctor, Device, patient, values=values, now=NOW)
    out = Path(tempfile.mkdtemp(dir=os.environ["ANNULUS_DATA"]))
    build(Order(centres=(rome.pk,), project="trial"), out=out / "export", keys=out / "keys", now=datetime.now(UTC))
    pages, api = Client(), APIClient()
    pages.force_login(doctor)
    api.force_authenticate(doctor)
    return Visitor(doctor, patient, pages, api, out / "export")


# --- a measured field --------------------------------------------------------------------------------------------


def field_form(v: Visitor) -> None:
    """The form of an exam asks for it, with its unit and with what the exam before said; the limits are the model's."""
    asked = v.page("exams/new/?modality=TTE")
    assert 'name="reading_ava_cm2"' in asked
    assert "Aortic valve area" in asked
    assert "1.5 cm²" in asked
    said = v.post("exams/new/?modality=TTE", TYPED_DAY | {"reading_ava_cm2": "12"})
    assert "Aortic valve area must be between 0.1 and 10 cm²" in said
    assert 'name="weight_kg"' in v.page("facts/visit/new/")


def field_page(v: Visitor) -> None:
    """The pages of the exam and of the visit hold the value, and take a correction."""
    exam, visit = v.patient.exams.get(retracted_at=None), v.patient.visits.get(retracted_at=None)
    assert fields_of(v.pages, v.at(f"exams/{exam.lineage}/"))["reading_ava_cm2"] == "1.5"
    v.post(f"facts/visit/{visit.lineage}/", {"weight_kg": "70,5", "why_changed": "read again"})
    assert v.patient.visits.get(retracted_at=None).weight_kg == 70.5
    assert "Aortic valve area" in v.pages.get("/evidence/").content.decode()


def field_api(v: Visitor) -> None:
    """The document of the exam has it, refuses what is out of limits, and its schema says unit, limits and code."""
    body = {"on": TODAY.isoformat(), "modality": "TTE", "reading": {"ava_cm2": 1.6}}
    made = v.api.post(f"{V1}patients/{v.patient.pk}/exams/", body)
    assert made.json()["reading"]["ava_cm2"] == 1.6
    refused = v.api.post(f"{V1}patients/{v.patient.pk}/exams/", body | {"reading": {"ava_cm2": 15}})
    assert refused.status_code == 400
    schema = v.api.get("/api/schema/?format=json").json()["components"]["schemas"]
    said = schema["EchoReading"]["properties"]["ava_cm2"]
    assert (said["x-unit"], said["minimum"], said["maximum"], said["x-code"]) == ("cm2", 0.1, 10, "LOINC|18089-3")


def field_export(v: Visitor) -> None:
    """The export has a column, the codebook its words."""
    assert [row["ava_cm2"] for row in v.rows("echo")] == ["1.5"]
    assert [row["weight_kg"] for row in v.rows("visits")] == ["71.5"]
    said = v.described("echo", "ava_cm2")
    known = (said["label"], said["unit"], said["low"], said["high"], said["standard_code"])
    assert known == ("aortic valve area", "cm2", "0.1", "10", "LOINC|18089-3")


def field_history(v: Visitor) -> None:
    """The rules can read it."""
    history = histories([v.patient])[v.patient.pk]
    assert history.exams[0].typed["ava_cm2"] == 1.5
    assert history.visits[0].typed["weight_kg"] in (70.5, 71.5)


def field_database(v: Visitor) -> None:
    """The database keeps the limits, and the migration is a field and its check."""
    exam = v.patient.exams.first()
    fact = EchoReading(exam=exam, patient=v.patient, recorded_by=v.doctor, recorded_at=NOW, ava_cm2=15)
    with pytest.raises(DatabaseError, match="ava_cm2_within"), transaction.atomic():
        fact.save(force_insert=True)
    names = ("echoreading", "ava_cm2"), ("visit", "weight_kg")
    fields = [f"Add field {name} to {model}" for model, name in names]
    checks = [f"Create constraint {model}_{name}_within on model {model}" for model, name in names]
    assert sorted(migration_of("registry")) == sorted(fields + checks)


def migration_of(app: str) -> list[str]:
    """What `makemigrations` would write for an app of the house, in words."""
    with override_settings(MIGRATION_MODULES={}):
        loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    return [step.describe() for migration in changes.get(app, []) for step in migration.operations]


# --- a kind of fact ----------------------------------------------------------------------------------------------


def kind_form(v: Visitor) -> None:
    """The menu of the patient offers it, its page records it, a day to come is refused."""
    assert "facts/device/new/" in v.page()
    new = TODAY + timedelta(days=9)
    ahead = {"on_day": new.day, "on_month": new.month, "on_year": new.year, "kind": "loop_recorder"}
    assert "lies in the future" in v.post("facts/device/new/", ahead)
    assert "Implanted device recorded." in v.post("facts/device/new/", TYPED_DAY | {"kind": "loop_recorder"})


def kind_page(v: Visitor) -> None:
    """The history of the patient lists it in words; its own page corrects it and takes it back."""
    first = Device.objects.get(kind="pacemaker", retracted_at=None)
    listed = v.page()
    assert "<h3>Implanted devices</h3>" in listed
    assert f'facts/device/{first.lineage}/">Pacemaker</a>' in listed
    assert "520 mm" in listed
    v.post(f"facts/device/{first.lineage}/", {"lead_mm": "580", "why_changed": "report"})
    assert "580 mm" in v.page()
    extra = record_fact(v.doctor, Device, v.patient, values=DAY | {"kind": "pacemaker"}, now=NOW).fact
    said = v.post(f"facts/device/{extra.lineage}/", {"retract": "1", "why_changed": "other patient"})
    assert "Implanted device taken back" in said
    assert "This entry was taken back: other patient" in v.page(f"facts/device/{extra.lineage}/")


def kind_api(v: Visitor) -> None:
    """It has its addresses, is recorded, amended and retracted, and stands in the schema."""
    body = {"on": TODAY.isoformat(), "kind": "loop_recorder", "lead_mm": 30}
    made = v.api.post(f"{V1}patients/{v.patient.pk}/devices/", body)
    assert made.status_code == 201, made.json()
    url, why = f"{V1}devices/{made.json()['lineage']}/", {"retraction_reason": "typing error"}
    amended = v.api.patch(url, {"lead_mm": 31} | why, headers={"If-Match": made["ETag"]})
    assert amended.json()["lead_mm"] == 31
    assert v.api.delete(url, why, headers={"If-Match": amended["ETag"]}).status_code == 204
    assert "/api/v1/devices/{lineage}/" in v.api.get("/api/schema/?format=json").json()["paths"]


def kind_export(v: Visitor) -> None:
    """It is a table of the export, each column in the codebook."""
    assert [(row["kind"], row["lead_mm"], row["months"]) for row in v.rows("devices")] == [("pacemaker", "520", "0")]
    assert v.described("devices", "lead_mm")["unit"] == "mm"
    assert "pacemaker" in v.described("devices", "kind")["codes"]


def kind_database(v: Visitor) -> None:
    """It cannot be overwritten, and what stands of it is known to stand."""
    assert triggers.faults(connection) == []
    fact = one_of(Device, v.patient, by=v.doctor, now=NOW)
    with pytest.raises(DatabaseError, match="never overwritten"), transaction.atomic():
        Device.objects.filter(pk=fact.pk).update(kind="loop_recorder")
    assert set(standing_since([str(fact.lineage)])) == {str(fact.lineage)}
    before_birth = DAY | {"on_first": date(1930, 1, 1), "on_last": date(1930, 1, 1), "kind": "pacemaker"}
    with pytest.raises(ValidationError, match="before the patient was born"):
        record(Device, patient=v.patient, stamp=Stamp(by=v.doctor, at=NOW, today=TODAY), **before_birth)


STOPS: tuple[Callable[[Visitor], None], ...] = (
    field_form, field_page, field_api, field_export, field_history, field_database,
    kind_form, kind_page, kind_api, kind_export, kind_database,
)  # fmt: skip


def walk() -> dict[str, str]:
    """What went wrong at each stop; empty where nothing did."""
    visitor, found = arrive(), {}
    for stop in STOPS:
        try:
            stop(visitor)
            found[stop.__name__] = ""
        except Exception:  # noqa: BLE001  every stop is visited
            found[stop.__name__] = traceback.format_exc()
    return found


if __name__ == "__main__":
    json.dump(walk(), sys.stdout)
