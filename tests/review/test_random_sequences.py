"""One card per patient, signals folded by severity, no alert repeated for the same evidence: random sequences.

Two patients of one centre live through what people do and what time does; after every step the promises of
`ledger.py` are checked against the database.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from registry.models import Centre, User
from surveillance.deeds.enrol import enrol as enrol_deed
from tests.review.ward import Ward

QUICK, DRILL, STEPS = range(4), range(4, 140), 40


@pytest.mark.parametrize("seed", [*QUICK, *(pytest.param(n, marks=pytest.mark.slow) for n in DRILL)])
def test_the_card_keeps_its_promises_whatever_happens(centre: Centre, doctor: User, now: datetime, seed: int) -> None:
    """The promises are in `ledger.py`; a failure prints its seed and the story of its steps."""
    enrol = (enrol_deed(doctor, centre, study_id=f"ROM-000{i}", enrolled_on=date(2026, 5, 1), now=now) for i in (1, 2))
    Ward(list(enrol), doctor, now, seed).walk(STEPS)
