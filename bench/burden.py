"""Signals and cards per 100 patient-years of the demonstration's simulated cohort, replayed over its follow-up."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime

PATIENTS = 400  # random courses; the directed ones, made so that every rule speaks, would say nothing of a clinic
SEED = 7
TODAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


def main() -> None:
    """Print the table of docs/decisions.md, in a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ANNULUS_DATA": folder, "ANNULUS_ENV": "test", "DJANGO_SETTINGS_MODULE": "annulus.settings"}
        import django  # noqa: PLC0415  the settings must know the folder first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        _load()
        _print()


def _load() -> None:
    from surveillance.demonstration import bulk  # noqa: PLC0415
    from surveillance.demonstration.centres import open_house  # noqa: PLC0415
    from surveillance.demonstration.simulated import CAST, CENTRES, one  # noqa: PLC0415

    house = open_house(centres=CENTRES, now=TODAY)
    numbers = range(len(CAST) + 1, len(CAST) + PATIENTS + 1)
    cases = (one(number, centres=house.synthetic, seed=SEED, until=house.today) for number in numbers)
    for _ in bulk.load(cases, house, now=TODAY):
        pass


def _print() -> None:
    from registry.models import Patient  # noqa: PLC0415
    from surveillance.burden import burdens, table  # noqa: PLC0415
    from surveillance.policy import DEFAULT  # noqa: PLC0415
    from surveillance.replay import Span, chunks, replay  # noqa: PLC0415
    from surveillance.rules import RULES  # noqa: PLC0415

    everybody = Patient.objects.filter(origin="synthetic")
    span = Span(min(everybody.values_list("enrolled_on", flat=True)), TODAY.date())
    told = (each for patients in chunks(everybody) for each in replay(patients, (DEFAULT,), span))
    (found,) = burdens(told, 1)
    print(f"simulated cohort, our simulation: {found.patients} patients, {found.years:.0f} patient-years")
    print("\n".join(table(found, [rule.id for rule in RULES])))


if __name__ == "__main__":
    main()
