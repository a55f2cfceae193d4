"""What the directed patients bring to the Heart Team: a brief, answers to its questions, and what it decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.models import Decision, TeamAnswer, TeamBrief
from surveillance.demonstration.story import Story

PRESENT = "A. Surgeon, B. Interventionist, C. Imaging, D. Nephrologist (all invented)"
IMAGES = "https://pacs.example.org/studies/1.2.826.0.1\nDisc 4, shelf B"


def brief(story: Story, on: date, **more: Any) -> None:
    """What a meeting needs, as known on that day."""
    usual: dict[str, Any] = {
        "sts_percent": 6.4, "euroscore_percent": 8.1, "frailty": 5.0, "coronaries": "non_obstructive",
        "wishes": "Wishes to live at home; accepts an operation if the team advises it.", "image_links": IMAGES,
        "landing_zone": "calcium over 250°, not suited to a balloon-expandable valve", "brain_imaging": "normal",
    }  # fmt: skip
    story.fact(on, TeamBrief, **_day(on), **(usual | more))


def answer(story: Story, on: date, question: str, said: str, basis: str) -> None:
    """One question answered by a person."""
    story.fact(on, TeamAnswer, **_day(on), question=question, answer=said, basis=basis)


def decision(story: Story, on: date, intended: str, urgency: str = "", **said: str) -> None:
    """What the team decided."""
    story.fact(on, Decision, **_day(on), intended=intended, urgency=urgency, **(said | {"present": PRESENT}))


def _day(on: date) -> dict[str, Any]:
    return {"on_first": on, "on_last": on, "precision": "day"}
