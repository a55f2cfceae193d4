"""Rows of before: the exact day of birth moves to the identity, a closure “died” to the event of the death."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import migrations, models

KEPT = ("lineage", "patient_id", "recorded_at", "recorded_by_id", "on_first", "on_last", "precision")
WHY = "the end of surveillance is read off the death"


def move_births(apps: Any, schema_editor: Any) -> None:
    """The day goes to the identity, where there is one that keeps none; beside the sex stays its year."""
    demographics, identities = apps.get_model("registry", "Demographics"), apps.get_model("registry", "Identity")
    for person in demographics.objects.filter(birth_precision="day"):
        if person.retracted_at is None:
            kept = identities.objects.filter(patient_id=person.patient_id, birth_date=None)
            kept.update(birth_date=person.birth_first)
        rows = demographics.objects.filter(pk=person.pk)
        first, last = date(person.birth_first.year, 1, 1), date(person.birth_last.year, 12, 31)
        rows.update(birth_first=first, birth_last=last, birth_precision="year")


def lift_the_trigger(apps: Any, schema_editor: Any) -> None:
    """The one that refuses to overwrite; it is put back after every migration (registry.apps)."""
    on = " ON registry_demographics" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS registry_demographics_no_update{on}")


def move_deaths(apps: Any, schema_editor: Any) -> None:
    """A closure “died” becomes the event of the death, unless one is recorded, and is retracted at its own moment."""
    closures, events = apps.get_model("registry", "Closure"), apps.get_model("registry", "Event")
    for closure in closures.objects.filter(reason="died", retracted_at=None):
        if not events.objects.filter(patient_id=closure.patient_id, kind="death", retracted_at=None).exists():
            said = {name: getattr(closure, name) for name in KEPT}
            events.objects.create(kind="death", detail=closure.note, workup=[], **said)
        closures.objects.filter(pk=closure.pk).update(
            retracted_at=closure.recorded_at, retracted_by_id=closure.recorded_by_id, retraction_reason=WHY
        )


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_transfer_proposed")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="detail",
            field=models.CharField(blank=True, max_length=300, verbose_name="detail"),
        ),
        migrations.RunPython(lift_the_trigger, migrations.RunPython.noop),
        migrations.RunPython(move_births, migrations.RunPython.noop),
        migrations.RunPython(move_deaths, migrations.RunPython.noop),
    ]
