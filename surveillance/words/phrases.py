"""How the pages say dates, statuses and people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from registry.models import Centre, User
from registry.vocabulary import terms
from registry.wording import labels
from surveillance.chart.words import day_words
from surveillance.engine.course.heading import CAUTION_ALONE, UNDECIDED_WORDS
from surveillance.engine.day import Day
from surveillance.engine.known.numerals import number, signed
from surveillance.models import COURSES, HEADINGS, STATUSES, Standing
from surveillance.words.dates import written
from surveillance.words.message import text

COURSE = labels(COURSES)
HEADING = labels(HEADINGS)
STATUS = labels(STATUSES)
ANSWERS = labels(terms.ALERT_ANSWERS)
OUTCOME = labels(terms.CONTACT_OUTCOMES)
OUTCOME_IN_A_LIST = {"agreed": _lazy("Agreed"), "call_later": _lazy("Call later"), "moved": _lazy("Moved"),
                     "wrong_number": _lazy("Wrong number"), "died": _lazy("Died")}  # fmt: skip
NONE = "–"
TELEPHONE = _lazy("Telephone the on-call cardiologist now; this system is not an emergency service.")
UNSIGNED = _lazy("unsigned default policy")
NOMINAL_DAYS = 62  # a nominal span that is longer says no month

__all__ = ["COURSE", "HEADING", "STATUS", "day", "number", "signed", "status", "when"]


def day(on: date | None) -> str:
    """dd-MMM-yyyy, or a dash."""
    return written(on) if on else NONE


def instant(at: datetime | None, zone: tzinfo) -> str:
    """dd-MMM-yyyy hh:mm of the centre, or nothing."""
    local = at.astimezone(zone) if at else None
    return f"{written(local.date())} {local:%H:%M}" if local else ""


def when(on: Day | None) -> str:
    """A date as precisely as it is known; ≈ where a report gives intervals and the origin is ours."""
    if on is None:
        return _("date not recorded")
    if on.precision == "nominal":
        vague = (on.last - on.first).days > NOMINAL_DAYS
        return f"≈ {on.middle.year}" if vague else written(on)
    return text(day_words(on, None))


def swept(at: datetime | None, centres: Sequence[Centre]) -> str:
    """When the last complete sweep ended, at the first centre; its zone is named where the centres differ."""
    zone = centres[0].zone
    named = f"{at.astimezone(zone):%Z}" if at and len({centre.time_zone for centre in centres}) > 1 else ""
    return f"{instant(at, zone)} {named}".strip()


def answered(answer: str, until: date | None) -> str:
    """An answer to a card with its day: “Watch until 25-Feb-2027”, “Act, next exam on 25-Feb-2027”."""
    if until is None:
        return ANSWERS[answer]
    said = _("%(answer)s %(day)s") if answer == "watch" else _("%(answer)s, next exam on %(day)s")
    return said % {"answer": ANSWERS[answer], "day": day(until)}


def outcome_in_a_list(outcome: str) -> str:
    """What came of a contact, in a narrow column."""
    return str(OUTCOME_IN_A_LIST.get(outcome) or OUTCOME[outcome])


def status(standing: Standing, today: date, watched: date | None = None) -> str:
    """The follow-up in words with its days; before the window opens, an alert that is `watched` comes first."""
    code, latest, earliest = standing.status, standing.latest_on, standing.earliest_on
    if latest and latest < today and code in ("overdue", "due_soon", "in_window"):
        return ngettext("Overdue %d d", "Overdue %d d", (today - latest).days) % (today - latest).days
    if code == "overdue" and latest and standing.booked_on and standing.booked_on > latest:
        return _("Booked after the window")
    if code == "overdue" and standing.booked_on and standing.booked_on < today:
        return _("Outcome not noted")
    if code in ("due_soon", "in_window") and latest:
        word = _("Due in %d d") if code == "due_soon" else _("In window, %d d left")
        return word % (latest - today).days
    if code == "booked" and standing.booked_on:
        return _("Booked %s") % day(standing.booked_on)
    if watched and code in ("not_yet_due", "no_plan"):
        return _("Watched until %s") % day(watched)
    if code == "not_yet_due" and earliest:
        return _("Not before %s") % day(earliest)
    return STATUS[code]


def policy(version: str) -> str:
    """Which policy a number rests on."""
    return str(UNSIGNED) if version == "default" else _("policy version %s") % version


def person(user: User | None) -> str:
    """A colleague by name."""
    return (user.get_full_name() or user.get_username()) if user else ""


def initials(user: User | None) -> str:
    """A colleague in a narrow column: R. Verdi."""
    return f"{user.first_name[:1]}. {user.last_name}" if user and user.first_name and user.last_name else person(user)


def undetermined() -> str:
    """What stands beside “toward rupture”: a sentence by itself."""
    return text(CAUTION_ALONE)


def undecided(standing: Standing | None) -> str:
    """Which kind of undecided it is."""
    return text(UNDECIDED_WORDS.get(standing.heading_kind, "")) if standing else ""


def listed_day(standing: Standing, on: date | None) -> str:
    """A day in a list; of published cases lists know no precision, so that they give none."""
    return "" if standing.patient.origin == "published" else day(on)


def reasons(standing: Standing | None) -> list[tuple[str, str]]:
    """Why the heading is what it is: sentence and date."""
    rows: list[Any] = standing.heading_reasons if standing else []
    if standing is not None and standing.patient.origin == "published":
        return [(text(said), "") for said, _on in rows]  # its days are nominal
    told = [(text(said), day(date.fromisoformat(on)) if on else "") for said, on in rows]
    return [(sentence, said_once(sentence, on)) for sentence, on in told]


def said_once(sentence: str, on: str) -> str:
    """The day of a sentence, unless the sentence says it, or says a nominal one (≈)."""
    return "" if on in sentence or "\N{ALMOST EQUAL TO}" in sentence else on
