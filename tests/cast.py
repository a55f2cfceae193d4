"""The people and patients of the tests: two centres, their staff, three patients whose courses are known.

Models are imported late: this file is a plugin, loaded before Django is set up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from registry.models import Centre, Exam, Patient, User

YEAR = 365


@dataclass
class Cast:
    """Everybody by name. `today` is the real day: the pages read the clock."""

    now: datetime
    today: date
    rome: Centre
    milan: Centre
    nurse: User
    cardiologist: User
    researcher: User
    admin: User
    stranger: User  # nurse of the other centre: must see nothing of Rome
    traveller: User  # nurse of both
    stable: Patient  # 20 mm in four exams, which do not decide yet; the last 400 days ago: overdue
    growing: Patient  # 4 mm a year: G1, a card S2
    ruptured: Patient  # a capsule interrupted in an exam of this week: R1, a card S4


@pytest.fixture
def cast(db: None) -> Cast:
    """The whole cast, on a database of its own."""
    return call_in()


def call_in() -> Cast:
    """The whole cast, built through the deeds of workflow."""
    now = datetime.now(UTC)
    today = now.date()
    rome, milan = centre("RMP", "Policlinico di Prova"), centre("MIP", "Ospedale di Prova")
    nurse = user("verdi", "Rosa Verdi", (rome, "nurse"))
    rome.recall_owner = nurse
    rome.save()
    people = {
        "nurse": nurse,
        "cardiologist": user("conti", "Anna Conti", (rome, "cardiologist")),
        "researcher": user("riva", "Ugo Riva", (rome, "researcher")),
        "admin": user("moro", "Ada Moro", (rome, "centre_admin")),
        "stranger": user("neri", "Elio Neri", (milan, "nurse")),
        "traveller": user("galli", "Ivo Galli", (rome, "nurse"), (milan, "nurse")),
    }
    patients = {
        "stable": patient(nurse, rome, "RMP-0001", "Bianchi, Lucia", now),
        "growing": patient(nurse, rome, "RMP-0002", "Rossi, Carla", now),
        "ruptured": patient(nurse, rome, "RMP-0003", "Greco, Ida", now),
    }
    _tell(nurse, patients, today, now)
    return Cast(now=now, today=today, rome=rome, milan=milan, **people, **patients)


def _tell(nurse: User, patients: dict[str, Patient], today: date, now: datetime) -> None:
    """The exams of the three, reviewed once each at the end."""
    from surveillance.deeds.deed import without_review

    ages = {
        "stable": [(4 * YEAR + 35, 20), (3 * YEAR + 35, 20), (2 * YEAR + 35, 21), (YEAR + 35, 20)],
        "growing": [(3 * YEAR + 20, 12), (2 * YEAR + 20, 16), (YEAR + 20, 20), (20, 24)],
        "ruptured": [(3, 22)],
    }
    for name, exams in ages.items():
        with without_review():
            for age, size in exams[:-1]:
                scan(nurse, patients[name], today - timedelta(days=age), size, now)
        age, size = exams[-1]
        torn = ["capsule_defect"] if name == "ruptured" else []
        scan(nurse, patients[name], today - timedelta(days=age), size, now, present=torn)


def centre(code: str, name: str) -> Centre:
    """A centre whose day is the server's."""
    from registry.models import Centre

    return Centre.objects.create(code=code, name=name, time_zone="UTC")


def user(username: str, full_name: str, *roles: tuple[Centre, str]) -> User:
    """A person with roles."""
    from registry.models import Staff, User

    first, last = full_name.split()
    made = User(username=username, first_name=first, last_name=last)
    made.set_unusable_password()
    made.save()
    Staff.objects.bulk_create([Staff(user=made, centre=at, role=role) for at, role in roles])
    return made


def patient(nurse: User, at: Centre, study_id: str, name: str, now: datetime) -> Patient:
    """A patient with a name, born 1945."""
    from surveillance.deeds.deed import without_review
    from surveillance.deeds.enrol import enrol

    family, given = name.split(", ")
    identity = {
        "family_name": family,
        "given_name": given,
        "birth_date": date(1945, 7, 14),
        "hospital_number": f"H{study_id[-4:]}",
    }
    enrolled = (now - timedelta(days=5 * YEAR)).date()
    with without_review():
        return enrol(
            nurse, at, study_id=study_id, enrolled_on=enrolled, now=now, identity=identity, demographics={"sex": "F"}
        )


def scan(nurse: User, whom: Patient, on: date, mm: float, now: datetime, **more: Any) -> Exam:
    """A TTE of good quality that measured the mass; `present` names features."""
    from registry.recording import ExamEntry
    from surveillance.deeds.record import record_exam

    values = {
        "on_first": on,
        "on_last": on,
        "precision": "day",
        "modality": "TTE",
        "quality": "good",
        "annulus": "measured",
    }
    entry = ExamEntry(
        values=values,
        measurements=[{"target": "mass", "axis": "long", "size_mm": mm, "reported": str(mm)}],
        features=[{"feature": feature, "value": "present"} for feature in more.get("present", [])],
    )
    return record_exam(nurse, whom, entry=entry, now=now).fact
