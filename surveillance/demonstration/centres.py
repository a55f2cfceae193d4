"""The centres, people and clinic days of the demonstration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from registry.models import Centre, Staff, User
from registry.vocabulary import terms
from registry.vocabulary.terms import labels
from surveillance.demonstration.people import FAMILY_NAMES
from surveillance.models import ClinicDay

PASSWORD = "annulus-demonstration"  # noqa: S105  (printed on purpose: synthetic patients and published cases only)
PUBLISHED = ("PUB", "Published cases", "Europe/Rome")
SYNTHETIC = (
    ("ROM", "Demonstration hospital Rome", "Europe/Rome"),
    ("BER", "Demonstration hospital Berlin", "Europe/Berlin"),
    ("LDN", "Demonstration hospital London", "Europe/London"),
    ("PAR", "Demonstration hospital Paris", "Europe/Paris"),
    ("NYC", "Demonstration hospital New York", "America/New_York"),
    ("TYO", "Demonstration hospital Tokyo", "Asia/Tokyo"),
    ("SAO", "Demonstration hospital São Paulo", "America/Sao_Paulo"),
    ("SYD", "Demonstration hospital Sydney", "Australia/Sydney"),
)
ROLES = {
    "nurse": "nurse",
    "cardiologist": "cardiologist",
    "admin": "centre_admin",
    "manager": "data_manager",
    "researcher": "researcher",
}
GIVEN = {"nurse": "Nora", "cardiologist": "Carla", "admin": "Ada", "manager": "Max", "researcher": "Rita"}
CLINICAL = ("nurse", "cardiologist")  # who works at the further centres
WEEKDAYS = (1, 3)  # Tuesday and Thursday
WEEKS_AHEAD = 30
PLACES = 12


@dataclass(frozen=True, slots=True)
class House:
    """Where the demonstration lives: its centres by code, and who enters what is entered there."""

    centres: dict[str, Centre]
    writers: dict[str, User]  # by code of the centre
    today: date  # the earliest of the centres' days, so that nothing lies in the future anywhere

    @property
    def synthetic(self) -> list[str]:
        """The codes of the centres whose patients are simulated."""
        return [code for code, centre in self.centres.items() if centre.synthetic]


@transaction.atomic
def open_house(*, centres: int, now: datetime) -> House:
    """The centres with staff, recall owner and clinic days; made where missing, the same the second time."""
    published = _centre(PUBLISHED[0], name=PUBLISHED[1], zone=PUBLISHED[2], synthetic=False)
    found = [_centre(code, name=name, zone=zone, synthetic=True) for code, name, zone in SYNTHETIC[:centres]]
    today = min(timezone.localdate(now, centre.zone) for centre in (published, *found))
    writers = {PUBLISHED[0]: _staff([published, found[0]], ROLES, suffix="")["cardiologist"]}
    for number, centre in enumerate(found, 1):
        people = _staff([centre], CLINICAL, suffix="" if number == 1 else str(number))
        writers[centre.code] = people["cardiologist"]
    for centre in (published, *found):
        centre.recall_owner = _owner(centre)
        centre.save(update_fields=["recall_owner"])
        _clinic_days(centre, today)
    return House({centre.code: centre for centre in (published, *found)}, writers, today)


def usernames(centres: int) -> list[str]:
    """Every account of the demonstration."""
    further = [f"{name}{number}" for number in range(2, centres + 1) for name in CLINICAL]
    return [*ROLES, *further]


def accounts() -> list[tuple[str, str]]:
    """Every account that has a role at a demonstration centre, with its role and centres in words."""
    found: dict[str, dict[str, list[str]]] = {}
    mine = Staff.objects.filter(user__email__endswith="@example.org", user__staff__centre__synthetic=True).distinct()
    for staff in mine.select_related("user", "centre").order_by("user_id", "centre__code"):
        roles = found.setdefault(staff.user.username, {})
        roles.setdefault(labels(terms.ROLES)[staff.role], []).append(staff.centre.code)
    return [
        (name, "; ".join(f"{role} at {', '.join(codes)}" for role, codes in roles.items()))
        for name, roles in found.items()
    ]


def _centre(code: str, *, name: str, zone: str, synthetic: bool) -> Centre:
    values = {"name": name, "time_zone": zone, "synthetic": synthetic}
    return Centre.objects.get_or_create(code=code, defaults=values)[0]


def _staff(centres: Sequence[Centre], names: Iterable[str], *, suffix: str) -> dict[str, User]:
    """One account per name, with its role at each of these centres."""
    found = {}
    for name in names:
        email = f"{name}{suffix}@example.org"
        values = {"email": email, "password": _hashed_password(), "first_name": GIVEN[name]}
        values["last_name"] = FAMILY_NAMES[sum(f"{name}{suffix}".encode()) % len(FAMILY_NAMES)]
        user, _ = User.objects.get_or_create(username=name + suffix, defaults=values)
        for centre in centres:
            Staff.objects.get_or_create(user=user, centre=centre, role=ROLES[name])
        found[name] = user
    return found


@cache
def _hashed_password() -> str:
    """Hashed once: the hash is slow on purpose, and there is nothing to protect."""
    return make_password(PASSWORD)


def _owner(centre: Centre) -> User:
    return User.objects.filter(staff__centre=centre, staff__role="nurse").order_by("pk")[0]


def _clinic_days(centre: Centre, today: date) -> None:
    """Two half-days a week for the next months."""
    days = (today + timedelta(days=n) for n in range(7 * WEEKS_AHEAD))
    rows = [ClinicDay(centre=centre, on=day, places=PLACES) for day in days if day.weekday() in WEEKDAYS]
    ClinicDay.objects.bulk_create(rows, ignore_conflicts=True)
