"""Reviews one patient with twenty exams, from the locked row to the written standing, on this machine's database."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta

LIMIT_MS = 10.0  # issue: review of one patient with 20 exams
ROUNDS = 60


def main() -> bool:
    """Print the lower quartile of reviewing a raised revision (the standing is written), and of nothing changed."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ANNULUS_DATA": folder, "ANNULUS_ENV": "test", "DJANGO_SETTINGS_MODULE": "annulus.settings"}
        import django  # noqa: PLC0415  the settings must know the folder first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        changed, same = _measure()
    print(f"review, 20 exams of two axes, standing written: {changed:.1f} ms   limit {LIMIT_MS:.0f} ms   "
          f"measured ÷ limit {changed / LIMIT_MS:.2f}")  # fmt: skip
    print(f"review, 20 exams of two axes, nothing changed: {same:.1f} ms   limit {LIMIT_MS:.0f} ms   "
          f"measured ÷ limit {same / LIMIT_MS:.2f}")  # fmt: skip
    return max(changed, same) <= LIMIT_MS


def _measure() -> tuple[float, float]:
    from django.db import transaction  # noqa: PLC0415

    from registry.models import Patient  # noqa: PLC0415
    from surveillance.review.review import review_patient  # noqa: PLC0415

    now = datetime(2026, 6, 1, 9, tzinfo=UTC)
    _patient_with_twenty_exams(now)
    changed, same = [], []
    for round_ in range(ROUNDS):
        with transaction.atomic():
            patient = Patient.objects.select_related("centre").get()
            patient.revision += 1
            patient.save(update_fields=["revision"])
            for times in (changed, same):
                start = time.perf_counter()
                review_patient(patient, now=now + timedelta(seconds=round_))
                times.append(1000 * (time.perf_counter() - start))
    return statistics.quantiles(changed, n=4)[0], statistics.quantiles(same, n=4)[0]


def _patient_with_twenty_exams(now: datetime) -> None:
    from registry.models import Centre, User  # noqa: PLC0415
    from registry.recording import ExamEntry  # noqa: PLC0415
    from surveillance.deeds.enrol import enrol  # noqa: PLC0415
    from surveillance.deeds.record import record_exam  # noqa: PLC0415

    nurse = User.objects.create_user("bench")
    centre = Centre.objects.create(code="BEN", name="Bench", recall_owner=nurse)
    patient = enrol(nurse, centre, study_id="BEN-1", enrolled_on=date(2016, 1, 1), now=now)
    features = [{"feature": f, "value": v} for f, v in (("echolucent_core", "present"), ("mobile_element", "absent"))]
    for i in range(20):
        on = date(2016, 2, 1) + timedelta(days=185 * i)
        entry = ExamEntry(
            values={"on_first": on, "on_last": on, "precision": "day", "modality": "CT" if i % 5 == 4 else "TTE",
                    "quality": "good", "annulus": "measured"},
            measurements=[
                {"target": "mass", "axis": "long", "size_mm": 20 + i % 3},
                {"target": "mass", "axis": "short", "size_mm": 14 + i % 2},
            ],
            features=[] if i % 5 == 4 else features,  # CT cannot see them
            forms=[{"form": "ccma"}],
        )  # fmt: skip
        record_exam(nurse, patient, entry=entry, now=now)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
