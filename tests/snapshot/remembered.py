"""Everything the review remembers of the demonstration and of simulated patients, by natural keys, as sorted lines.

    python -m tests.snapshot.remembered OUT.txt [PATIENTS]

Run before and after a change that may change no card, signal or standing; the two files are then equal byte by byte.
Ids, the engine's fingerprint and revisions are left out. The clock is fixed, and swept on to later days.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
LATER = (
    datetime(2026, 6, 20, 9, tzinfo=UTC),
    datetime(2026, 12, 1, 9, tzinfo=UTC),
    datetime(2027, 9, 1, 9, tzinfo=UTC),
)
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
UNNAMED = {"engine", "patient", "centre", "owner", "revision", "lesion"}  # columns of a standing


def remembered(patients: int) -> Iterator[str]:
    """The lines of each moment, in a house that is thrown away."""
    import django

    django.setup()
    from django.core.management import call_command

    from surveillance import demonstration
    from surveillance.demonstration.simulated import CAST

    call_command("migrate", verbosity=0)
    demonstration.prepare(now=NOW, patients=len(CAST) + patients)
    try:
        from surveillance.review.review import sweep

        run = sweep.run
    except ImportError:
        from surveillance.review.sweep import run
    for now in (NOW, *LATER):
        if now != NOW:
            run(now=now)
        for line in sorted(rows(names())):
            yield f"{now:%Y-%m-%d} {line}"


def names() -> dict[str, str]:
    """A name that two runs share for each id: the model, the patient and the place among rows of the same content."""
    from django.apps import apps

    found = {}
    for model in apps.get_models():
        columns = model._meta.concrete_fields
        if model.__name__ != "Patient" and not any(column.name == "patient" for column in columns):
            continue
        own = [c.attname for c in columns if not (c.is_relation or c.primary_key or c.name == "lineage")]
        told = [(study_of(row), json.dumps([getattr(row, name) for name in own], default=str), row)
                for row in model.objects.all()]  # fmt: skip
        for place, (study, _, row) in enumerate(sorted(told, key=lambda each: each[:2])):
            for id in (row.pk, getattr(row, "lineage", row.pk)):  # noqa: A001
                found[str(id)] = f"{model.__name__}-{study}-{place}"
    return found


def study_of(row: Any) -> str:
    """The study id of a patient or of whose row it is."""
    return str(getattr(getattr(row, "patient", row), "study_id", ""))


def rows(named: dict[str, str]) -> Iterator[str]:
    """Signals, their steps, standings, cards, answers, messages."""
    from surveillance.models import Alert, AlertStep, Outbox, Signal, SignalStep, Standing

    def in_order(ids: list[str]) -> list[str]:
        return sorted(ID.sub(lambda match: named.get(match.group(), "?"), each) for each in ids)

    def line(kind: str, *cells: Any) -> str:
        text = json.dumps([kind, *cells], default=str, ensure_ascii=False, sort_keys=True)
        return ID.sub(lambda match: named.get(match.group(), "?"), text)

    for s in Signal.objects.select_related("patient", "alert"):
        yield line("signal", s.patient.study_id, s.rule, s.anchor, s.severity, worded(s.headline), worded(s.numbers),
                   worded(s.against), worded(s.advice), in_order(s.facts), s.holds, s.historical, s.withdrawn, s.since,
                   s.rule_version, s.policy_version, s.first_at, s.answered, s.alert and s.alert.severity)  # fmt: skip
    for step in SignalStep.objects.select_related("signal__patient"):
        s = step.signal
        yield line("step", s.patient.study_id, s.rule, s.anchor, step.at, step.change, step.severity)
    for standing in Standing.objects.select_related("patient"):
        columns = {
            f.name: getattr(standing, f.attname) for f in Standing._meta.concrete_fields if f.name not in UNNAMED
        }
        said = {name: worded(value) for name, value in columns.items()}
        yield line("standing", standing.patient.study_id, said | {"badges": sorted(said["badges"])})
    for a in Alert.objects.select_related("patient"):
        watched = in_order(a.watch_exams)
        yield line("card", a.patient.study_id, a.severity, a.state, a.opened_at, a.again, a.watch_until, watched,
                   a.evidence_on, a.closed_at, a.asked_again_at)  # fmt: skip
    for answer in AlertStep.objects.select_related("patient"):
        yield line("answer", answer.patient.study_id, answer.answer, answer.reason, answer.until, answer.signals)
    for message in Outbox.objects.select_related("patient", "alert"):
        yield line("message", message.kind, message.patient.study_id, message.made_at, str(message.alert_id))


def worded(value: Any) -> Any:
    """A stored message as its English, wherever it stands; floats to nine digits."""
    try:
        from surveillance.words.stored import english
    except ImportError:
        return round(value, 9) if isinstance(value, float) else value
    return english(value)


if __name__ == "__main__":
    out, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ANNULUS_DATA": folder, "ANNULUS_ENV": "test", "DJANGO_SETTINGS_MODULE": "annulus.settings"}
        lines = list(remembered(count))
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(Counter(line.split('"')[1] for line in lines))
