"""The printed sheet of a meeting: what it has room for. Long texts are cut alike and say that they go on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LETTERS = 64  # of a printed line in a column, on the safe side
LINES = 84  # of words in both columns of the sheet, beside its two drawings: measured, with some left over
ROOMY = 55  # with so few lines larger letters fit, too
LEAST = 2  # lines that no text has to go below
SENTENCE = (4, 9)  # fewest and most lines of the sentence under the chart: its first ones say how it grows
MARK = 26  # letters of “… continues in the record”
PIECE = re.compile(r"\S{1,40}\s*")  # a word; of an endless one, a part
EARLIER, IMAGES, REASONS = 3, 2, 4  # how many are printed; the others are counted
DECIDED = ("question", "decision", "reason", "dissent", "present")
UNDONE = ("late", "awaited")


@dataclass(frozen=True, slots=True)
class Text:
    """Words that are printed, and how they go on in the record."""

    head: str
    rest: str = ""


def lines(text: str, after: int = 0, tail: int = 0) -> int:
    """How many printed lines a text takes with so many letters before and behind it."""
    line, end, _start = max(_placed(text, after), default=(1, after, 0))
    return line + (tail > 0 and end + 1 + tail > LETTERS)


def cut(text: str, limit: int, *, after: int = 0, tail: int = 0, mark: int = MARK) -> Text:
    """The text; or as much of it as fits into `limit` lines before the mark and its tail, and the rest."""
    if lines(text, after, tail) <= limit:
        return Text(text)
    last = LETTERS - mark - tail  # where the text has to end in the last line
    too_far = (start for line, end, start in _placed(text, after) if line > limit or (line == limit and end > last))
    start = next(too_far, len(text))
    return Text(text[:start], text[start:])


def longest(own: Sequence[int], room: int) -> int:
    """How many lines each text may take so that all fit into `room`, short ones whole; 0 where there is none."""
    return next((n for n in range(LINES, LEAST - 1, -1) if sum(min(each, n) for each in own) <= room), 0)


def _placed(text: str, after: int) -> Iterator[tuple[int, int, int]]:
    """For each word its line, where it ends in the line, and where it starts in the text."""
    line, column = 1, after
    for found in PIECE.finditer(text):
        piece = found.group()
        if column and column + len(piece.rstrip()) > LETTERS:
            line, column = line + 1, 0
        yield line, column + len(piece.rstrip()), found.start()
        column += len(piece)
        if breaks := piece.count("\n"):
            line, column = line + breaks, 0


def lay_out(context: Mapping[str, Any]) -> dict[str, Any]:
    """What the template prints of the page's `context`: texts cut, and what is only counted."""
    decisions = context["decisions"]
    earlier = _earlier(decisions[1:])
    texts = {name: (text, around) for name, text, *around in _texts(context) if text}
    own = [lines(text, *around) for text, around in texts.values()]
    room = LINES - sum(map(lines, _fixed(context))) - len(earlier)
    quotes = sum(map(lines, _quotes(context)))
    quoted = longest(own, room - quotes)
    limit = quoted or longest(own, room) or LEAST
    own_limit = {"sentence": min(max(limit, SENTENCE[0]), SENTENCE[1])}
    found = {
        name: cut(text, own_limit.get(name, limit), after=after, tail=tail)
        for name, (text, (after, tail)) in texts.items()
    }
    whole = [(d, {name: Text(getattr(d["row"], name)) for name in DECIDED}, _one_line(d)) for d in decisions[1:]]
    return {
        "texts": found,
        "decisions": [(d, found, None) for d in decisions[:1]] + whole,
        "steps": [s | {"reason": found.get(f"step-{s['step'].question}")} for s in context["steps"]],
        "items": [(item, found.get(f"item-{n}")) for n, item in enumerate(context["items"])],
        "empty": _empty(context),
        "links": [(cut(words, LEAST), url, n < IMAGES) for n, (words, url) in enumerate(context["links"])],
        "more_links": max(0, len(context["links"]) - IMAGES),
        "reasons": [(words, on, n < REASONS) for n, (words, on) in enumerate(context["reasons"])],
        "more_reasons": max(0, len(context["reasons"]) - REASONS),
        "sentence": found.get("sentence"),
        "roomy": sum(own) + quotes <= room - LINES + ROOMY,
        "quotes": bool(quoted),
        "earlier": [_one_line(d) for d in earlier],
        "more_decisions": max(0, len(decisions) - 1 - len(earlier)),
    }


def _texts(context: Mapping[str, Any]) -> Iterator[tuple[str, str, int, int]]:
    """What may be long: its name, its words, and the letters that stand before and behind them."""
    for s in context["steps"]:
        tail = len(s["on"] + s["who"]) + 2
        yield f"step-{s['step'].question}", s["step"].reason, len(s["step"].state_words) + 8, tail
    for n, item in enumerate(context["items"]):
        tail = 0 if item.origin == context["brief_origin"] else len(item.origin)
        yield f"item-{n}", item.value, len(item.label) + 3, tail
    if context["figure"]:
        yield "sentence", context["figure"].sentence, 0, 0
    if context["brief"]:
        yield "note", context["brief"].note, len("Note: "), 0
    for d in context["decisions"][:1]:
        yield from ((name, getattr(d["row"], name), len(name) + 2, 0) for name in DECIDED)


def _fixed(context: Mapping[str, Any]) -> Iterator[str]:
    """What is printed whole."""
    yield from (s["step"].doubt for s in context["steps"] if s["step"].doubt)
    for r in context["reached"]:
        yield from (r["branch"].title, r["branch"].advice)
    yield " ".join(f"{step.words};" for step in context["flow"].unanswered)
    yield _join(_empty(context))
    yield from (cut(words, LEAST).head for words, _url in context["links"][:IMAGES])


def _quotes(context: Mapping[str, Any]) -> Iterator[str]:
    """What the review says to the branches that are reached: printed where there is room."""
    for r in context["reached"]:
        yield from map(str, (*r["paper"], *r["branch"].against))


def _empty(context: Mapping[str, Any]) -> list[str]:
    return [item.label for item in context["items"] if not item.value]


def _join(words: Sequence[str]) -> str:
    return ", ".join(words)


def _earlier(decisions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The earlier decisions that are printed, newest first: before all those that wait to be done."""
    first = sorted(decisions, key=lambda d: d["code"] not in UNDONE)[:EARLIER]
    return [d for d in decisions if d in first]


def _one_line(d: Mapping[str, Any]) -> Text:
    """An earlier decision, its beginning: what was intended and what became of it stand first."""
    about = _join([part for part in (d["said"], d["state"]) if part])
    return cut(f"{d['on']}{f' ({about})' if about else ''}: {d['row'].decision}", 1, mark=1)
