"""How much CPU time a sweep of simulated patients takes: python -m bench.sweep [PATIENTS]."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

PATIENTS, ROUNDS = 300, 5
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def main() -> None:
    """Print the least CPU time a patient of a full recompute that writes nothing, and of one that writes standings."""
    patients = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else PATIENTS
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ANNULUS_DATA": folder, "ANNULUS_ENV": "test", "DJANGO_SETTINGS_MODULE": "annulus.settings"}
        import django  # noqa: PLC0415  the settings must know the folder first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        from surveillance import demonstration  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        demonstration.prepare(now=NOW, patients=patients)
        for name, engine in (("nothing changed", ""), ("every standing written", "of old")):
            evaluated, least = _measure(engine)
            print(f"sweep of {evaluated} patients, {name}: {least:.2f} ms of CPU a patient", flush=True)


def _measure(engine: str) -> tuple[int, float]:
    """How many patients a full recompute takes, and the least CPU time in ms that one costs."""
    from surveillance.models import Standing  # noqa: PLC0415
    from surveillance.review import sweep  # noqa: PLC0415

    times, evaluated = [], 0
    for turn in range(ROUNDS):
        if engine:
            Standing.objects.update(engine=engine)
        began = time.process_time()
        evaluated = sweep.run(now=NOW + timedelta(seconds=turn), full=True).evaluated
        times.append(1000 * (time.process_time() - began) / evaluated)
    return evaluated, min(times)


if __name__ == "__main__":
    main()
