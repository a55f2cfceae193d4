"""Who a patient is and how the person is described: name and day of birth apart, sex and year beside the facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry import births, identity, recording
from registry.date_limits import check_birth
from registry.models import Demographics, Patient
from registry.wording import written

if TYPE_CHECKING:
    from registry.recording.entry import Stamp


@transaction.atomic
def record_person(
    patient: Patient, *, stamp: Stamp, who: Mapping[str, Any] | None, described: Mapping[str, Any] | None = None
) -> None:
    """Record a new patient's identity (`who`) and demographics (`described`); refused if their births disagree."""
    day = (who or {}).get("birth_date")
    if day:
        check_birth("birth_date", day, enrolled=patient.enrolled_on, today=stamp.today)
        births.settled(day, _spans(described or {}, day))
    if who:
        identity.write_name(patient, _name(who))
    values = dict(described or {}) | (births.exactly(day) if day else {})
    if values:
        recording.record(Demographics, patient=patient, stamp=stamp, **values)


@transaction.atomic
def correct_identity(patient: Patient, *, stamp: Stamp, who: Mapping[str, Any]) -> None:
    """Correct the identity; another day of birth corrects the year beside the sex too, under its lineage."""
    kept = identity.write_name(patient, _name(who))
    day = who.get("birth_date", kept.birth_date)
    if day == kept.birth_date:
        return
    check_birth("birth_date", day, enrolled=patient.enrolled_on, today=stamp.today)
    if day is None:
        identity.keep_birth(patient, None)
        return
    person = Demographics.objects.live().filter(patient=patient).first()
    if person is None:
        recording.record(Demographics, patient=patient, stamp=stamp, **births.exactly(day))
    else:
        recording.amend(
            person, stamp=stamp, reason=_("day of birth corrected with the name"), changes=births.exactly(day)
        )


def _name(who: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in who.items() if name != "birth_date"}


def _spans(described: Mapping[str, Any], day: Any) -> Mapping[str, Any]:
    """What is described, refused where it names another day."""
    if described.get("birth_precision") == "day" and described.get("birth_first") != day:
        raise births.elsewhere(written(described["birth_first"]))
    return described
