"""The flow of the Heart Team as a drawing: questions from top to bottom, where a yes leads to the right of each."""

from __future__ import annotations

from dataclasses import dataclass

from surveillance.chart.parts import Box, Text
from surveillance.chart.words import Read
from surveillance.engine.heart_team.facts import NO, YES
from surveillance.engine.heart_team.flow import Flow, Step
from surveillance.engine.heart_team.paper import BRANCH, FOLLOW_UP, Branch
from surveillance.engine.message import say

WIDTHS = (700, 340)  # a column of a page; a phone
SHEET = 344  # a column of A4, drawn as large as it is printed


@dataclass(frozen=True, slots=True)
class Type:
    """The sizes of a drawing's words and of the room around them, in pixels."""

    font: float
    line: int
    pad: int
    gap: int
    edge: float
    question: float  # parts of the width
    branch: float
    glyph: float  # mean width of a letter in parts of the font size


SCREEN = Type(font=13, line=17, pad=10, gap=22, edge=6, question=0.46, branch=0.44, glyph=0.56)
PRINT = Type(font=10.2, line=12, pad=5, gap=12, edge=2, question=0.48, branch=0.45, glyph=0.5)
TAKEN, ASKED, PASSED = "taken", "open", "off"  # bold, dashed, thin


@dataclass(frozen=True, slots=True)
class Node:
    """A box of words: a question, or where its yes leads."""

    box: Box
    lines: tuple[Text, ...]
    way: str  # taken | open | off
    kind: str  # question | branch


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one box to another, with its word."""

    path: str
    way: str
    word: Text


@dataclass(frozen=True, slots=True)
class FlowChart:
    """The finished drawing."""

    width: int
    height: float
    font: float
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def flow_chart(flow: Flow, width: int, size: Type = SCREEN, *, read: Read) -> FlowChart:
    """The flow in `width` pixels; on a phone the branch stands under its question, indented."""
    draw = _Drawing(width, size, read)
    for step in flow.steps:
        draw.ask(step)
    reached = BRANCH[FOLLOW_UP] in flow.reached
    open_still = not reached and not any(step.state == YES for step in flow.steps)
    draw.end(BRANCH[FOLLOW_UP], TAKEN if reached else ASKED if open_still else PASSED)
    return FlowChart(width, draw.y, size.font, tuple(draw.nodes), tuple(draw.arrows))


def way_of(step: Step) -> tuple[str, str]:
    """How the way to the branch and the way to the next question are drawn."""
    if step.state == YES:
        return TAKEN, PASSED
    return (PASSED, TAKEN) if step.state == NO else (ASKED, ASKED)


class _Drawing:
    def __init__(self, width: int, size: Type, read: Read) -> None:
        self.read = read
        self.size, self.pad, self.gap = size, size.pad, size.gap
        self.narrow = size is SCREEN and width < 500
        self.left = size.edge
        inside = width - 2 * self.left
        self.question_width = inside if self.narrow else round(inside * size.question)
        self.branch_x = 44.0 if self.narrow else self.left + round(inside * (1 - size.branch))
        self.branch_width = width - self.branch_x - self.left
        self.y = self.left
        self.nodes: list[Node] = []
        self.arrows: list[Arrow] = []

    def ask(self, step: Step) -> None:
        """A question, its branch, and the way down."""
        to_branch, down = way_of(step)
        asked = say("chart.question", number=step.branch.number, question=step.words)
        words = [self.read(asked), self.read(step.state_words).capitalize()]
        question = self._box(self.left, self.y, self.question_width, words, "question", way=_way(step))
        top = question.bottom + self.gap if self.narrow else self.y
        branch = self._branch(step.branch, top, to_branch, least=0.0 if self.narrow else question.height)
        bottom = max(question.bottom, branch.bottom)
        self._across(question, branch, to_branch)
        x = self.left + 16
        word = Text(x + 7, round(bottom + self.gap * 0.75, 1), self.read(say("chart.no")))
        self.arrows.append(Arrow(f"M{x} {question.bottom}V{bottom + self.gap}", down, word))
        self.y = bottom + self.gap

    def end(self, branch: Branch, way: str) -> None:
        """Follow-up, under the last question."""
        words = [f"{branch.number}  {self.read(branch.title)}", self.read(branch.short)]
        box = self._box(self.left, self.y, self.question_width, words, "branch", way=way)
        self.y = box.bottom + 6

    def _branch(self, branch: Branch, top: float, way: str, *, least: float) -> Box:
        words = [self.read(branch.title), self.read(branch.short)]
        return self._box(self.branch_x, top, self.branch_width, words, "branch", way=way, least=least)

    def _across(self, question: Box, branch: Box, way: str) -> None:
        yes = self.read(say("chart.yes"))
        if self.narrow:
            x = self.branch_x + 30
            path, word = f"M{x} {question.bottom}V{branch.y}", Text(x + 7, question.bottom + self.gap * 0.7, yes)
        else:
            y = round(question.y + question.height / 2, 1)
            path = f"M{question.right} {y}H{branch.x}"
            word = Text((question.right + branch.x) / 2, y - 5, yes, "middle")
        self.arrows.append(Arrow(path, way, word))

    def _box(
        self, x: float, y: float, width: float, words: list[str], kind: str, *, way: str, least: float = 0.0
    ) -> Box:
        rows = [
            row for text in words for row in wrapped(text, (width - 2 * self.pad) / self.size.font / self.size.glyph)
        ]
        box = Box(x, round(y, 1), width, max(least, len(rows) * self.size.line + self.pad))
        top, line = y + self.pad / 2, self.size.line
        lines = tuple(Text(x + self.pad, round(top + line * (n + 0.75), 1), row) for n, row in enumerate(rows))
        self.nodes.append(Node(box, lines, way, kind))
        return box


def _way(step: Step) -> str:
    return TAKEN if step.state in (YES, NO) else ASKED


def wrapped(text: str, letters: float) -> list[str]:
    """The words in lines of no more letters."""
    rows: list[str] = []
    for word in text.split(" "):
        if rows and len(rows[-1]) + 1 + len(word) <= letters:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows
