"""Whether a patient has a date is read alike by the status and by the row that every list reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.vocabulary.terms import APPOINTMENT_STATES
from surveillance.engine.known.history import AppointmentSeen
from surveillance.review.findings import check_all
from surveillance.review.standing import _follow_up
from tests.engine.rules.histories import TODAY, case, exam, form, history

DATES = st.dates(TODAY - timedelta(days=500), TODAY + timedelta(days=200))
visits = st.lists(
    st.builds(
        AppointmentSeen,
        st.integers(0, 9).map(str),
        DATES,
        st.sampled_from(("booked", *(term.code for term in APPOINTMENT_STATES))),
    ),
    max_size=3,
    unique_by=lambda visit: visit.id,
).map(tuple)
NO_DATE = ("due_soon", "in_window", "not_yet_due", "no_plan")


@settings(max_examples=200)
@given(visits, st.lists(st.dates(TODAY - timedelta(days=500), TODAY), max_size=3, unique=True), st.booleans())
def test_who_has_a_date_has_it_for_the_status_and_for_the_lists(
    found: tuple[AppointmentSeen, ...], days: list[date], calcified: bool
) -> None:
    """Seen: a date left booked that an exam had followed kept the patient out of the list "No date"."""
    exams = [exam(day.isoformat(), 20) for day in days]
    forms = [form("2024-01-10", "mac" if calcified else "ccma")]
    findings = check_all(case(replace(history(*exams, *forms), appointments=found)), rules=())
    row = _follow_up(findings)
    if findings.status.code in NO_DATE:
        assert row["booked_on"] is None
    if findings.status.code == "booked":
        assert row["booked_on"] == findings.status.on
    assert row["booked_on"] in (None, *(visit.on for visit in found if visit.state == "booked"))


def test_a_leftover_of_last_year_is_no_date() -> None:
    visit = AppointmentSeen("a", date(2025, 7, 30), "booked")
    patient = replace(history(exam("2025-08-01", 20), form("2025-08-01", "ccma")), appointments=(visit,))
    findings = check_all(case(patient, today=date(2026, 7, 15)), rules=())
    assert (findings.status.code, _follow_up(findings)["booked_on"]) == ("due_soon", None)
