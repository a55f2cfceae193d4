"""What asks on a card: the evidence that nobody has answered, and what a review of it makes of the card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from surveillance.engine import cards
from surveillance.engine.cards import CARDS, Answers, Card, Happening, Message, Moment, gravity, happens


class Evidence(Protocol):
    """A signal as the card sees it; `answered` is the severity at which a person answered it last."""

    @property
    def severity(self) -> str: ...
    @property
    def holds(self) -> bool: ...
    @property
    def historical(self) -> bool: ...
    @property
    def answered(self) -> str: ...


E = TypeVar("E", bound=Evidence)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[E]):
    """What a review makes of a card."""

    card: Card | None
    message: Message
    asking: tuple[E, ...]  # what nobody has answered: all of it stands on the card
    forgotten: tuple[E, ...]  # what was answered, and asks again


def is_live(signal: Evidence) -> bool:
    """Whether a signal belongs on a card: it holds, is not historical, and is S2 to S4."""
    return signal.holds and not signal.historical and signal.severity in CARDS


def is_open(signal: Evidence) -> bool:
    """Whether it holds, however old, at a severity that nobody has answered."""
    return signal.holds and signal.severity in CARDS and gravity(signal.severity) > gravity(signal.answered)


def is_answered(signal: Evidence) -> bool:
    """Whether it holds, and a person has answered it as grave as it is now."""
    return signal.holds and bool(signal.answered) and not is_open(signal)


def is_unanswered(signal: Evidence) -> bool:
    """Whether it opens a card, or joins the open one."""
    return is_open(signal) and not signal.historical


def review(card: Card | None, mine: Sequence[E], others: Sequence[E], moment: Moment) -> Outcome[E]:
    """What the evidence of now makes of a card; `mine` stands on it, `others` is the patient's other evidence."""
    card, forgotten = _time_passes(card, mine, moment)
    there = [s for s in mine if is_unanswered(s)] if not forgotten else [s for s in forgotten if s.severity in CARDS]
    joining = [s for s in others if is_unanswered(s)]
    news = [*joining, *(s for s in there if _is_news(s, card))]
    what = cards.ASKS[max((s.severity for s in news), key=gravity)] if news else _left(card, mine, moment)
    row, card = happens(card, what, moment)
    return Outcome(card, row.message, (*there, *joining), forgotten)


def _is_news(signal: Evidence, card: Card | None) -> bool:
    """Whether what stands on the card asks anew: it has risen above an open one, or the card sleeps."""
    return card is None or card.state != cards.OPEN or gravity(signal.severity) > gravity(card.severity)


def _time_passes(card: Card | None, mine: Sequence[E], moment: Moment) -> tuple[Card | None, tuple[E, ...]]:
    """The card after what time alone does to it, and the evidence that asks again."""
    if card is not None and card.asked_again_at is not None and card.asked_again_at > moment.now:
        _, card = happens(card, Happening.AHEAD, moment)
    if card is None or card.state != cards.WATCHING:
        return card, ()
    if card.watch_until is not None and card.watch_until <= moment.today:
        row, card = happens(card, Happening.DAY, moment)
    elif set(moment.exams) - set(card.watch_exams):
        row, card = happens(card, Happening.EXAM, moment)
    else:
        return card, ()
    return card, tuple(s for s in mine if s.holds) if row.answers is Answers.FORGOTTEN else ()


def _left(card: Card | None, mine: Sequence[Evidence], moment: Moment) -> Happening:
    """What is left on the card where nothing new asks."""
    holding = [s.severity for s in mine if s.holds]
    if any(severity in CARDS for severity in holding):
        return Happening.HOLDS
    if card is not None and card.state == cards.OPEN and moment.day(card.opened_at) > moment.today:
        return Happening.EARLY
    return Happening.NOTES if holding else Happening.SILENT
