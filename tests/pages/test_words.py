"""How the pages say a follow-up and a date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

TODAY = date(2026, 11, 23)
LATEST = date(2026, 12, 23)


def said(code: str, **days: date) -> str:
    from surveillance.models import Standing
    from surveillance.words import phrases

    return phrases.status(Standing(status=code, **days), TODAY)


def test_a_date_booked_after_the_window_is_said_without_negative_days() -> None:
    assert said("overdue", latest_on=LATEST, booked_on=date(2027, 2, 11)) == "Booked after the window"


def test_a_past_booking_whose_outcome_nobody_noted_is_said_so() -> None:
    assert said("overdue", latest_on=LATEST, booked_on=TODAY - timedelta(days=6)) == "Outcome not noted"


def test_an_overdue_patient_has_the_days_counted() -> None:
    assert said("overdue", latest_on=TODAY - timedelta(days=30)) == "Overdue 30 d"


@pytest.mark.parametrize("code", ["overdue", "due_soon", "in_window"])
@pytest.mark.parametrize("booked", [None, TODAY - timedelta(days=40), TODAY + timedelta(days=40)])
def test_no_follow_up_is_said_with_negative_days(code: str, booked: date | None) -> None:
    for days in range(-400, 400, 7):
        assert "-" not in said(code, latest_on=TODAY + timedelta(days=days), booked_on=booked)


@pytest.mark.parametrize(("first", "last", "precision", "shown"), [
    (date(1996, 1, 1), date(1996, 12, 31), "year", "1996"),
    (date(1996, 3, 1), date(1996, 3, 31), "month", "Mar-1996"),
    (date(1996, 3, 9), date(1996, 3, 9), "day", "09-Mar-1996"),
    (date(1996, 11, 2), date(1997, 11, 1), "nominal", "≈ 1997"),
])  # fmt: skip
def test_a_date_is_shown_as_precisely_as_it_is_known(first: date, last: date, precision: str, shown: str) -> None:
    from surveillance.engine.day import Day
    from surveillance.words import phrases

    assert phrases.when(Day(first, last, precision)) == shown


def test_a_watched_alert_is_said_before_the_window_opens_and_never_instead_of_a_booking() -> None:
    from surveillance.models import Standing
    from surveillance.words import phrases

    for code, expected in (("not_yet_due", "Watched until 23-Dec-2026"), ("booked", "Booked 30-Nov-2026")):
        standing = Standing(status=code, earliest_on=date(2027, 4, 21), booked_on=date(2026, 11, 30))
        assert phrases.status(standing, TODAY, LATEST) == expected


def test_the_last_sweep_is_told_at_the_centre_and_names_the_zone_where_centres_differ() -> None:
    from registry.models import Centre
    from surveillance.words import phrases

    at = datetime(2026, 11, 23, 3, 19, tzinfo=UTC)
    rome, milan, london = (Centre(time_zone=f"Europe/{town}") for town in ("Rome", "Rome", "London"))
    assert phrases.swept(at, [rome, milan]) == "23-Nov-2026 04:19"
    assert phrases.swept(at, [rome, london]) == "23-Nov-2026 04:19 CET"
    assert phrases.swept(None, [rome, london]) == ""
