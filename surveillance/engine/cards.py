"""The life of a card: one table says what a card becomes, who is told and from when its time to be answered counts.

A card is the alert of one patient; at most one is open or watched. Whatever happens to it is looked up in `TABLE`, by
what the card was and what happened; nothing else decides. What happens to it in a review is found in `asking.py`, and
what a person does comes through `answer`; the replay does both. Severities: S2 next clinic, S3 within days, S4 same
day; a note (S1) or a task (T) never makes a card.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any

SEVERITIES = ("T", "S1", "S2", "S3", "S4")  # in rising order; T is a nurse task and never a card
CARDS = SEVERITIES[2:]  # those that make a card
OPEN, WATCHING, AWAKE, CLOSED = "open", "watching", "awake", "closed"  # as stored; never stored: awake


def gravity(severity: str) -> int:
    """How grave: the place among the severities; -1 where there is none."""
    return SEVERITIES.index(severity) if severity else -1


class State(StrEnum):
    """What the card of a patient is."""

    NONE = "no card"
    S2 = "open at S2"
    S3 = "open at S3"
    S4 = "open at S4"
    WATCHED = "watched"
    WOKEN = "woken"  # for the rest of one review: the watch is over, and it is looked at what is left
    CLOSED = "closed"


class Happening(StrEnum):
    """What may happen to it."""

    S2_ASKS = "evidence of S2 is new, risen or asks again"
    S3_ASKS = "evidence of S3 is new, risen or asks again"
    S4_ASKS = "evidence of S4 is new, risen or asks again"
    HOLDS = "nothing new; something of S2 to S4 on it holds"
    NOTES = "only a note or a task of it still holds"
    SILENT = "nothing on it holds any more"
    EARLY = "nothing of S2 to S4 on it holds, and it was opened for a day still to come"
    AHEAD = "it was woken or raised for a moment still to come"
    DAY = "the day until which it was watched"
    EXAM = "an exam not known when the watch began"
    LATE = "its time to be answered is over"
    ACT = "answered: act"
    WATCH = "answered: watch"
    NOT_A_PROBLEM = "answered: not a problem"
    DATA_ERROR = "answered: data error"


class Message(StrEnum):
    """Who is told of it; the values are the kinds of a message."""

    NOBODY = ""
    CARDIOLOGISTS = "alert"
    DEPUTY = "escalation"


class Time(StrEnum):
    """From when the time that its severity allows for the answer counts."""

    KEPT = "as before"
    FROM_NOW = "from now"


class Answers(StrEnum):
    """What becomes of the answers to its evidence."""

    KEPT = "as before"
    GIVEN = "what holds is answered"
    FORGOTTEN = "what holds asks again"


class Again(StrEnum):
    """Whether the card is marked "again"."""

    KEPT = "as before"
    YES = "yes"
    IF_ANSWERED = "if an earlier card was answered"


@dataclass(frozen=True, slots=True)
class Row:
    """In any of these states, when any of this happens: what the card becomes (None: what it was), and why."""

    states: tuple[State, ...]
    happened: tuple[Happening, ...]
    to: State | None
    why: str
    message: Message = Message.NOBODY
    time: Time = Time.KEPT
    answers: Answers = Answers.KEPT
    again: Again = Again.KEPT
    refused: bool = False  # a person is told that it cannot be done
    never: bool = False  # it cannot happen, and would change nothing


S, H = State, Happening
TELL, FROM_NOW = Message.CARDIOLOGISTS, Time.FROM_NOW
GIVEN, FORGOTTEN = Answers.GIVEN, Answers.FORGOTTEN
IS_OPEN, MAY_BE_ANSWERED = (S.S2, S.S3, S.S4), (S.S2, S.S3, S.S4, S.WATCHED)
ASKED_FOR, LEFT = (H.S2_ASKS, H.S3_ASKS, H.S4_ASKS), (H.HOLDS, H.NOTES, H.SILENT)
ENDING_ANSWERS = (H.ACT, H.NOT_A_PROBLEM, H.DATA_ERROR)
ALL_ANSWERS = (*ENDING_ANSWERS, H.WATCH)

TABLE: tuple[Row, ...] = (
    # --- something asks, and no card is there ---
    Row((S.NONE,), (H.S2_ASKS,), S.S2, "For the next clinic: it stands in the list, and nobody is disturbed.",
        time=FROM_NOW, again=Again.IF_ANSWERED),
    Row((S.NONE,), (H.S3_ASKS,), S.S3, "A card that must be answered within days is told to the cardiologists.",
        message=TELL, time=FROM_NOW, again=Again.IF_ANSWERED),
    Row((S.NONE,), (H.S4_ASKS,), S.S4, "A card that must be answered on the same day is told to the cardiologists.",
        message=TELL, time=FROM_NOW, again=Again.IF_ANSWERED),
    Row((S.NONE,), (H.SILENT,), None, "What was answered may hold on for years: nobody is asked again."),
    # --- something asks, and a card is open: it joins the card, and may raise it ---
    Row(IS_OPEN, (H.S2_ASKS,), None, "It is answered with the rest; for the next clinic nobody is disturbed."),
    Row((S.S2,), (H.S3_ASKS,), S.S3, "A card is as grave as its gravest evidence; rising gives its whole time.",
        message=TELL, time=FROM_NOW),
    Row((S.S3, S.S4), (H.S3_ASKS,), None, "More that cannot wait is told; it is as late as before.", message=TELL),
    Row((S.S2, S.S3), (H.S4_ASKS,), S.S4, "A card is as grave as its gravest evidence; rising gives its whole time.",
        message=TELL, time=FROM_NOW),
    Row((S.S4,), (H.S4_ASKS,), None, "More that cannot wait is told; it is as late as before.", message=TELL),
    # --- something asks, and a card is watched, or its watch is over: it opens at what asks now ---
    Row((S.WATCHED, S.WOKEN), (H.S2_ASKS,), S.S2, "What comes, or is left after a watch, asks anew.",
        time=FROM_NOW, again=Again.YES),
    Row((S.WATCHED, S.WOKEN), (H.S3_ASKS,), S.S3, "What comes, or is left after a watch, asks anew and is told.",
        message=TELL, time=FROM_NOW, again=Again.YES),
    Row((S.WATCHED, S.WOKEN), (H.S4_ASKS,), S.S4, "What comes, or is left after a watch, asks anew and is told.",
        message=TELL, time=FROM_NOW, again=Again.YES),
    # --- nothing asks: what is left of its evidence ---
    Row(IS_OPEN, (H.HOLDS,), None, "It waits for its answer, however old its evidence becomes."),
    Row((S.S2,), (H.NOTES, H.SILENT), S.CLOSED, "For the next clinic, and nothing is left to be seen there."),
    Row((S.S3, S.S4), (H.NOTES, H.SILENT), None, "What was told to a person is answered by a person."),
    Row(IS_OPEN, (H.EARLY,), S.CLOSED, "A sweep for a day to come opened it: nobody has been asked yet."),
    Row((S.WATCHED,), (H.HOLDS, H.NOTES), None, "It is watched to the end: what is a note now may rise again."),
    Row((S.WATCHED,), (H.SILENT,), S.CLOSED, "Nothing is left to watch."),
    Row((S.WOKEN,), (H.NOTES, H.SILENT), S.CLOSED, "A watch ends on its day, and what is left needs no answer."),
    # --- time passes ---
    Row((S.WATCHED,), (H.DAY,), S.WOKEN, "The answer was: until then. What still holds asks again, however old.",
        answers=FORGOTTEN),
    Row((S.WATCHED,), (H.EXAM,), S.WOKEN, "A new exam may answer what was watched, so it is looked at again.",
        answers=FORGOTTEN),
    Row(MAY_BE_ANSWERED, (H.AHEAD,), None, "A sweep for a day to come put off the deputy: its time counts from now.",
        time=FROM_NOW),
    Row(IS_OPEN, (H.LATE,), None, "Silence is asked about, once a card and severity.", message=Message.DEPUTY),
    # --- a person answers ---
    Row(MAY_BE_ANSWERED, ENDING_ANSWERS, S.CLOSED, "The answer is a fact and stays; it speaks of what held then.",
        answers=GIVEN),
    Row(MAY_BE_ANSWERED, (H.WATCH,), S.WATCHED, "It sleeps until its day or the next exam, whichever is first.",
        answers=GIVEN),
    Row((S.CLOSED,), ALL_ANSWERS, None, "It has been answered meanwhile: the second person is told so.", refused=True),
    # --- what cannot happen ---
    Row((S.CLOSED,), (*ASKED_FOR, *LEFT, H.EARLY, H.AHEAD, H.DAY, H.EXAM, H.LATE), None,
        "A closed card stays closed: what asks now opens another.", never=True),
    Row((S.NONE,), (H.HOLDS, H.NOTES, H.EARLY, H.AHEAD, H.DAY, H.EXAM, H.LATE, *ALL_ANSWERS), None,
        "There is no card.", never=True),
    Row(IS_OPEN, (H.DAY, H.EXAM), None, "Only a watched card has a day and exams that were known.", never=True),
    Row((S.WATCHED,), (H.EARLY, H.LATE), None, "Somebody was asked and has answered: nobody is late.", never=True),
    Row((S.WOKEN,), (H.HOLDS, H.EARLY, H.AHEAD, H.DAY, H.EXAM, H.LATE, *ALL_ANSWERS), None,
        "It is looked at within the same review, and what holds then asks.", never=True),
)  # fmt: skip
ROW = {(state, what): row for row in TABLE for state in row.states for what in row.happened}
ANSWERS = {"act": H.ACT, "watch": H.WATCH, "not_a_problem": H.NOT_A_PROBLEM, "data_error": H.DATA_ERROR}  # as recorded
ASKS = dict(zip(CARDS, ASKED_FOR, strict=True))
STORED = {S.S2: OPEN, S.S3: OPEN, S.S4: OPEN, S.WATCHED: WATCHING, S.WOKEN: AWAKE, S.CLOSED: CLOSED}
SEVERITY = {S.S2: "S2", S.S3: "S3", S.S4: "S4"}


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it is remembered."""

    state: str
    severity: str
    opened_at: datetime
    asked_again_at: datetime | None = None
    again: bool = False
    watch_until: date | None = None
    watch_exams: Sequence[str] = ()  # known when the watch began
    closed_at: datetime | None = None

    @property
    def asked_at(self) -> datetime:
        """Since when it waits for an answer at its severity: each waking and each rise asks anew."""
        return self.asked_again_at or self.opened_at


@dataclass(frozen=True, slots=True)
class Moment:
    """When it happens, and what is known then."""

    now: datetime
    zone: tzinfo
    exams: Collection[str] = ()
    answered_before: Callable[[], bool] = lambda: False  # whether an earlier card was answered

    @property
    def today(self) -> date:
        """The day it is at the centre."""
        return self.day(self.now)

    def day(self, at: datetime) -> date:
        """The centre's day of an instant."""
        return at.astimezone(self.zone).date()


def state_of(card: Card | None) -> State:
    """Where in the table a card stands."""
    if card is None:
        return State.NONE
    if card.state == OPEN:
        return State[card.severity]
    return {WATCHING: State.WATCHED, AWAKE: State.WOKEN, CLOSED: State.CLOSED}[card.state]


def may_be_answered(card: Card) -> bool:
    """Whether an answer is taken, or refused because there is one."""
    return not ROW[state_of(card), Happening.ACT].refused


def happens(card: Card | None, what: Happening, moment: Moment) -> tuple[Row, Card | None]:
    """The row of the table, and the card as it is then."""
    row = ROW[state_of(card), what]
    changes: dict[str, Any] = {}
    if row.to is not None:
        changes |= {"state": STORED[row.to], "watch_until": None}
        changes |= {"severity": SEVERITY[row.to]} if row.to in SEVERITY else {}
        changes |= {"closed_at": moment.now} if row.to is State.CLOSED else {}
    if card is None and row.to is not None:
        again = row.again is Again.IF_ANSWERED and moment.answered_before()
        return row, Card(opened_at=moment.now, again=again, **changes)
    if row.time is Time.FROM_NOW:
        changes["asked_again_at"] = moment.now
    if row.again is Again.YES:
        changes["again"] = True
    return row, replace(card, **changes) if card is not None and changes else card


def answer(card: Card, what: str, moment: Moment, *, until: date | None = None) -> tuple[Row, Card]:
    """What an answer makes of a card; a watch lasts until a day or until an exam that is not known now."""
    row, after = happens(card, ANSWERS[what], moment)
    if after is None or row.refused:
        return row, card
    exams = sorted(moment.exams) if row.to is State.WATCHED else []
    return row, replace(after, watch_until=until if row.to is State.WATCHED else None, watch_exams=exams)
