"""The table of cards as Markdown: `python -m tests.engine.cards.table`."""

from __future__ import annotations

from collections.abc import Iterator

from surveillance.engine.cards import TABLE, Again, Answers, Happening, Message, Row, State, Time

TOLD = {Message.NOBODY: "", Message.CARDIOLOGISTS: "the cardiologists", Message.DEPUTY: "the deputy"}
HEAD = ("the card is", "what happens", "it becomes", "who is told", "time to answer", "answers", "marked again", "why")


def as_markdown() -> str:
    """A line for each row, and what cannot happen at the end; what stays as it was is left empty."""
    lines = [_line(HEAD), _line(["---"] * len(HEAD))]
    lines += [_line(_cells(row)) for row in sorted(TABLE, key=lambda row: row.never)]
    return "\n".join(lines) + "\n"


def _cells(row: Row) -> Iterator[str]:
    yield _any(row.states, State)
    yield _any(row.happened, Happening)
    if row.never:
        yield "(cannot happen)"
    else:
        yield "(refused)" if row.refused else row.to or ""
    yield TOLD[row.message]
    yield "" if row.time is Time.KEPT else row.time
    yield "" if row.answers is Answers.KEPT else row.answers
    yield "" if row.again is Again.KEPT else row.again
    yield row.why


def _any(found: tuple[State, ...] | tuple[Happening, ...], all_of: type[State] | type[Happening]) -> str:
    return "anything" if set(found) == set(all_of) else "; ".join(found)


def _line(cells: object) -> str:
    return f"| {' | '.join(cells)} |"  # type: ignore[arg-type]


if __name__ == "__main__":
    print(as_markdown(), end="")
