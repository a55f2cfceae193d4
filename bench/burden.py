"""Signals and cards per 100 patient-years of the demonstration's simulated cohort, replayed over its follow-up."""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import UTC, datetime

PATIENTS = 400  # random courses; the directed ones, made so that every rule speaks, would say nothing of a clinic
SEED = 7
TODAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


def main() -> None:
    """Print the table, or with --markdown that of docs/decisions/burden.md, in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--markdown", action="store_true", help="the table of a document")
    asked, _names = parser.parse_known_args()  # `python -m bench burden` names it
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ANNULUS_DATA": folder, "ANNULUS_ENV": "test", "DJANGO_SETTINGS_MODULE": "annulus.settings"}
        import django  # noqa: PLC0415  the settings must know the folder first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        _load()
        _print(in_markdown=asked.markdown)


def _load() -> None:
    from surveillance.demonstration import bulk  # noqa: PLC0415
    from surveillance.demonstration.centres import open_house  # noqa: PLC0415
    from surveillance.demonstration.simulated import CAST, CENTRES, one  # noqa: PLC0415

    house = open_house(centres=CENTRES, now=TODAY)
    numbers = range(len(CAST) + 1, len(CAST) + PATIENTS + 1)
    cases = (one(number, centres=house.synthetic, seed=SEED, until=house.today) for number in numbers)
    for _ in bulk.load(cases, house, now=TODAY):
        pass


def _print(*, in_markdown: bool) -> None:
    from registry.models import Patient  # noqa: PLC0415
    from surveillance.engine.policy import DEFAULT  # noqa: PLC0415
    from surveillance.engine.rules import RULES  # noqa: PLC0415
    from surveillance.replay.burden import burdens, markdown, table  # noqa: PLC0415
    from surveillance.replay.replay import Span, chunks, replay  # noqa: PLC0415

    everybody = Patient.objects.filter(origin="synthetic")
    span = Span(min(everybody.values_list("enrolled_on", flat=True)), TODAY.date())
    told = (each for patients in chunks(everybody) for each in replay(patients, (DEFAULT,), span))
    (found,) = burdens(told, 1)
    print(f"Simulated cohort, our simulation: {found.patients} patients, {found.years:.0f} patient-years\n")
    print("\n".join((markdown if in_markdown else table)(found, [rule.id for rule in RULES])))


if __name__ == "__main__":
    main()
