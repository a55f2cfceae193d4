"""Words of the engine become messages; rows of before keep theirs as they were worded, under the id `legacy`."""

import json

from django.db import migrations, models

CHUNK = 500
LEGACY = "legacy"


def legacy(said):
    """A sentence of before as a message; what is empty stays empty, what is no text stays as it is."""
    return {"say": LEGACY, "with": {"text": said}} if isinstance(said, str) and said else said


def as_text(said):
    """The same for a column that is still text, and becomes JSON next."""
    return json.dumps(legacy(said), ensure_ascii=False)


def signal(row):
    """One signal."""
    row.headline, row.advice = as_text(row.headline), as_text(row.advice)
    row.against = [legacy(each) for each in row.against]
    row.numbers = [{name: legacy(each) for name, each in number.items()} for number in row.numbers]


def standing(row):
    """One standing."""
    row.status_reason = as_text(row.status_reason)
    row.heading_reasons = [[legacy(said), on] for said, on in row.heading_reasons]
    row.badges = [legacy(each) for each in row.badges]


KINDS = {
    "Signal": (signal, ["headline", "advice", "against", "numbers"]),
    "Standing": (standing, ["status_reason", "heading_reasons", "badges"]),
}


def keep_the_words(apps, schema_editor):
    """Every row, a chunk at a time."""
    for name, (change, columns) in KINDS.items():
        rows = apps.get_model("surveillance", name).objects
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), CHUNK):
            chunk = list(rows.filter(pk__in=ids[start : start + CHUNK]))
            for row in chunk:
                change(row)
            rows.bulk_update(chunk, columns)


def columns(of_signal, advice, reason):
    """The three columns that hold one sentence each."""
    return [
        migrations.AlterField("signal", "headline", of_signal),
        migrations.AlterField("signal", "advice", advice),
        migrations.AlterField("standing", "status_reason", reason),
    ]


class Migration(migrations.Migration):
    dependencies = [("surveillance", "0004_standing_hard_to_reach")]

    operations = [
        *columns(models.TextField(), models.TextField(blank=True), models.TextField(blank=True)),
        migrations.RunPython(keep_the_words, migrations.RunPython.noop),
        *columns(
            models.JSONField(),
            models.JSONField(blank=True, default=str),
            models.JSONField("a message", blank=True, default=str),
        ),
        migrations.AlterField(
            "standing", "heading_reasons", models.JSONField("messages with their days", default=list)
        ),
        migrations.AlterField("standing", "badges", models.JSONField("messages", default=list)),
        migrations.AddField(
            "alertstep", "shown", models.JSONField("what was read, and in which language", default=dict, blank=True)
        ),
    ]
