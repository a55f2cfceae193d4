"""Words of the engine become messages; rows of before keep theirs as they were worded, under the id `legacy`."""

import json

from django.db import migrations, models

CHUNK = 500
LEGACY = "legacy"


def legacy(said):
    """A sentence of before as a message; what is empty stays empty, what is no text stays as it is."""
    return {"say": LEGACY, "with": {"text": said}} if isinstance(said, str) and said else said


def worded(stored):
    """The way back: what a sentence of before said; of a newer one its id, which is all that can be said here."""
    if isinstance(stored, dict) and "say" in stored:
        return stored["with"]["text"] if stored["say"] == LEGACY else stored["say"]
    return stored


def signal(row, turned, as_text):
    """One signal."""
    row.headline, row.advice = as_text(row.headline), as_text(row.advice)
    row.against = [turned(each) for each in row.against]
    row.numbers = [{name: turned(each) for name, each in number.items()} for number in row.numbers]


def standing(row, turned, as_text):
    """One standing."""
    row.status_reason = as_text(row.status_reason)
    row.heading_reasons = [[turned(said), on] for said, on in row.heading_reasons]
    row.badges = [turned(each) for each in row.badges]


KINDS = {
    "Signal": (signal, ["headline", "advice", "against", "numbers"]),
    "Standing": (standing, ["status_reason", "heading_reasons", "badges"]),
}


def rewrite(apps, turned, as_text):
    """Every row, a chunk at a time; the columns of one sentence are text here."""
    for name, (change, columns) in KINDS.items():
        rows = apps.get_model("surveillance", name).objects
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), CHUNK):
            chunk = list(rows.filter(pk__in=ids[start : start + CHUNK]))
            for row in chunk:
                change(row, turned, as_text)
            rows.bulk_update(chunk, columns)


def forward(apps, schema_editor):
    """Sentences to messages."""
    rewrite(apps, legacy, lambda said: json.dumps(legacy(said), ensure_ascii=False))


def backward(apps, schema_editor):
    """Messages to sentences."""
    rewrite(apps, worded, lambda said: worded(json.loads(said)))


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
        migrations.RunPython(forward, backward),
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
            "alertstep", "shown", models.JSONField("what was read, and in which language", default=dict)
        ),
    ]
