"""The table of cards: whole, all of it used, and what it makes of every small world keeps the promises of a card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import combinations_with_replacement, product

import pytest

from registry.vocabulary import terms
from surveillance.engine import asking, cards
from surveillance.engine.cards import (
    ANSWERS,
    ROW,
    TABLE,
    Again,
    Answers,
    Card,
    Happening,
    Message,
    Moment,
    Row,
    State,
    Time,
    answer,
    happens,
    may_be_answered,
)
from tests.engine.cards.table import as_markdown

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
BEFORE, AHEAD = NOW - timedelta(days=9), NOW + timedelta(days=9)
MOMENT = Moment(NOW, UTC, {"known", "new"}, answered_before=lambda: True)
RANK = ("", "T", "S1", "S2", "S3", "S4")
GRAVE, MAKES_CARDS = ("S3", "S4"), ("S2", "S3", "S4")


@dataclass(frozen=True)
class Said:
    """One signal; no two of a world are the same, whatever they say."""

    severity: str
    answered: str = ""
    historical: bool = False
    holds: bool = True
    place: int = 0


EVIDENCE = (
    *(Said(severity) for severity in MAKES_CARDS), *(Said(severity, severity) for severity in MAKES_CARDS),
    Said("S3", "S2"), Said("S4", "S3"), Said("S2", "S3"), Said("S3", historical=True),
    Said("S2", "S2", historical=True), Said("T"), Said("S4", holds=False),
)  # fmt: skip
OPEN = [Card("open", severity, BEFORE) for severity in MAKES_CARDS]
WATCHED = [
    Card("watching", severity, BEFORE, watch_until=until.date(), watch_exams=exams)
    for severity, until, exams in product(("S2", "S4"), (BEFORE, AHEAD), (["known"], ["known", "new"]))
]
CLOSED = Card("closed", "S3", BEFORE, closed_at=BEFORE)
STORED = [*OPEN, *WATCHED, *(replace(card, opened_at=AHEAD) for card in OPEN)]
STORED += [replace(card, asked_again_at=AHEAD) for card in (*OPEN, WATCHED[-1])] + [
    replace(OPEN[1], asked_again_at=BEFORE)
]


@dataclass(frozen=True)
class World:
    """A card, what stands on it, and one other signal or none."""

    card: Card | None
    mine: tuple[Said, ...]
    others: tuple[Said, ...]

    @property
    def was_open(self) -> bool:
        return self.card is not None and self.card.state == "open"

    @property
    def watch_is_over(self) -> bool:
        card = self.card
        if card is None or card.watch_until is None:
            return False
        return card.watch_until <= NOW.date() or "new" not in card.watch_exams

    @cached_property
    def asking(self) -> list[Said]:
        """What must stand on an open card: unanswered and live, or brought back by the end of a watch."""
        back = [s for s in self.mine if self.watch_is_over and s.holds and s.severity in MAKES_CARDS]
        live = [s for s in (*self.mine, *self.others) if s.holds and not s.historical and s.severity in MAKES_CARDS]
        return back + [s for s in live if RANK.index(s.severity) > RANK.index(s.answered) and s not in back]

    @property
    def gravest(self) -> str:
        return max((s.severity for s in self.asking), key=RANK.index, default="")

    @property
    def asks_anew(self) -> bool:
        """Something asks that no open card asks at this severity already."""
        assert self.card is None or self.card.severity in MAKES_CARDS
        had = self.card.severity if self.card is not None and self.was_open else ""
        return RANK.index(self.gravest) > RANK.index(had)

    @cached_property
    def outcome(self) -> asking.Outcome[Said]:
        """What the review makes of it."""
        return asking.review(self.card, self.mine, self.others, MOMENT)


def worlds() -> Iterator[World]:
    """Every card with up to two signals on it or beside it."""
    for n in range(3):
        for said in combinations_with_replacement(EVIDENCE, n):
            signals = tuple(replace(signal, place=place) for place, signal in enumerate(said))
            yield World(None, (), signals)
            for card, on_it in product(STORED, range(n + 1)):
                yield World(card, signals[:on_it], signals[on_it:])
                if on_it == 1 == n - on_it:
                    yield World(card, signals[1:], signals[:1])


WORLDS = list(worlds())


# --- the table -------------------------------------------------------------------------------------------------------


def test_every_state_and_happening_has_one_row():
    cells = [cell for row in TABLE for cell in product(row.states, row.happened)]
    assert sorted(cells) == sorted(product(State, Happening))


class Read(dict[tuple[State, Happening], Row]):
    """The same rows; notes which were read."""

    def __init__(self) -> None:
        super().__init__(ROW)
        self.cells: set[tuple[State, Happening]] = set()

    def __getitem__(self, cell: tuple[State, Happening]) -> Row:
        self.cells.add(cell)
        return super().__getitem__(cell)


def test_all_that_can_happen_does_and_what_cannot_does_not(monkeypatch: pytest.MonkeyPatch):
    read = Read()
    monkeypatch.setattr(cards, "ROW", read)
    for world in worlds():
        assert world.outcome
    for card, what in product([*STORED, CLOSED], ANSWERS):
        answer(card, what, MOMENT)
    for card in OPEN:
        happens(card, Happening.LATE, MOMENT)
    assert read.cells == {cell for cell, row in ROW.items() if not row.never}


def test_a_column_speaks_only_where_it_is_heeded():
    """So that nobody reads of a consequence that no code carries out."""
    for (state, what), row in ROW.items():
        opens = row.to in (State.S2, State.S3, State.S4)
        answered = what in ANSWERS.values() and state in (State.S2, State.S3, State.S4, State.WATCHED)
        answers = Answers.FORGOTTEN if row.to is State.WOKEN else Answers.GIVEN if answered else Answers.KEPT
        asleep = state in (State.WATCHED, State.WOKEN)
        again = Again.YES if opens and asleep else Again.IF_ANSWERED if opens and state is State.NONE else Again.KEPT
        refused = state is State.CLOSED and what in ANSWERS.values()
        assert (row.answers, row.again, row.refused) == (answers, again, refused), (state, what)
        assert row.time is Time.FROM_NOW or not (opens and state in (State.NONE, State.WATCHED, State.WOKEN))
        assert state is not State.NONE or opens or row.time is Time.KEPT
        assert row.message is Message.NOBODY or what not in (Happening.DAY, Happening.EXAM, Happening.AHEAD)


def test_what_cannot_happen_changes_nothing():
    rows = [row for row in TABLE if row.never]
    assert rows
    assert {Row(row.states, row.happened, None, row.why, never=True) for row in rows} == set(rows)


def test_every_answer_that_is_recorded_has_its_happening():
    assert set(ANSWERS) == {term.code for term in terms.ALERT_ANSWERS}


def test_the_table_reads_as_a_table():
    lines = as_markdown().splitlines()
    assert len(lines) == len(TABLE) + 2
    assert {line.count("|") for line in lines} == {lines[0].count("|")}
    assert "| no card | evidence of S3 is new, risen or asks again | open at S3 | the cardiologists | from now |" in (
        as_markdown()
    )


def test_every_row_says_why_in_a_sentence():
    assert [row.why for row in TABLE if not row.why.endswith(".") or len(row.why) < 15] == []


# --- the promises, in every small world ------------------------------------------------------------------------------


def test_what_nobody_has_answered_stands_on_an_open_card_at_its_severity():
    for world in WORLDS:
        outcome = world.outcome
        assert set(outcome.asking) == set(world.asking), world
        if world.asking:
            had = world.card.severity if world.card is not None and world.was_open else ""
            assert outcome.card is not None, world
            expected = ("open", max(had, world.gravest, key=RANK.index), None)
            assert (outcome.card.state, outcome.card.severity, outcome.card.watch_until) == expected, world


def test_a_message_goes_out_when_s3_or_s4_asks_anew_or_joins_and_else_none():
    for world in WORLDS:
        joins = {s.severity for s in world.asking if s in world.others}
        told = joins | ({world.gravest} if world.asks_anew else set())
        due = Message.CARDIOLOGISTS if told & set(GRAVE) else Message.NOBODY
        assert world.outcome.message is due, world


def test_the_time_to_answer_counts_from_now_when_it_asks_anew_and_never_from_later():
    for world in WORLDS:
        card, after = world.card, world.outcome.card
        if after is None:
            continue
        ahead = card is not None and card.asked_again_at is not None and card.asked_again_at > NOW
        if world.asks_anew or ahead:
            assert after.asked_at == NOW, world
        else:
            assert card is not None
            assert after.asked_at == card.asked_at, world


def test_a_card_closes_unanswered_only_where_nothing_is_lost():
    for world in WORLDS:
        card, after = world.card, world.outcome.card
        if card is None or world.asking:
            continue
        held = [s for s in world.mine if s.holds]
        grave = [s for s in held if s.severity in MAKES_CARDS]
        if card.state == "open":
            closes = not grave and (card.severity == "S2" or card.opened_at > NOW)
        else:
            closes = world.watch_is_over or not held
        assert after is not None
        assert (after.state, after.closed_at) == (("closed", NOW) if closes else (card.state, None)), world
        assert after.watch_until == (None if closes else card.watch_until), world
        assert after.severity == card.severity, world


def test_without_a_card_nothing_opens_one_but_what_asks():
    for world in WORLDS:
        if world.card is None and not world.asking:
            assert world.outcome.card is None, world


def test_a_card_is_marked_again_after_an_answer():
    for world in WORLDS:
        after = world.outcome.card
        if after is not None and after.state == "open":
            assert after.again == (not world.was_open), world
    first = asking.review(None, (), (Said("S3"),), replace(MOMENT, answered_before=lambda: False)).card
    assert first is not None
    assert not first.again


def test_the_answers_to_what_was_watched_are_forgotten_when_the_watch_ends_and_no_others():
    for world in WORLDS:
        back = tuple(s for s in world.mine if s.holds) if world.watch_is_over else ()
        assert world.outcome.forgotten == back, world


# --- answers and lateness --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("card", "what"), list(product([*OPEN, WATCHED[-1], CLOSED], ANSWERS)))
def test_an_answer_ends_or_puts_to_sleep_and_is_refused_to_a_closed_card(card: Card, what: str):
    row, after = answer(card, what, MOMENT, until=AHEAD.date())
    if card.state == "closed":
        assert row == Row((State.CLOSED,), row.happened, None, row.why, refused=True)
        assert not may_be_answered(card)
        assert after == card
        return
    assert may_be_answered(card)
    assert (row.answers, row.message, row.again) == (Answers.GIVEN, Message.NOBODY, Again.KEPT)
    asleep = replace(card, state="watching", watch_until=AHEAD.date(), watch_exams=["known", "new"])
    closed = replace(card, state="closed", closed_at=NOW, watch_until=None, watch_exams=[])
    assert after == (asleep if what == "watch" else closed)


@pytest.mark.parametrize("card", OPEN)
def test_lateness_is_told_to_the_deputy_and_changes_nothing(card: Card):
    row, after = happens(card, Happening.LATE, MOMENT)
    assert (row.message, after) == (Message.DEPUTY, card)
