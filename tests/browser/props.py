"""What stands on the stage beside the cast: cards that are watched and closed, exports in every state."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cast import Cast


def cards(cast: Cast) -> dict[str, Any]:
    """The ids of cards by who or how they are: open ones of the cast, one watched, one closed."""
    found = {name: getattr(cast, name).alerts.get().pk for name in ("growing", "ruptured")}
    return found | {"watched": _answered(cast, "RMP-0008", "watch"), "closed": _answered(cast, "RMP-0009", "act")}


def _answered(cast: Cast, study_id: str, answer: str) -> Any:
    from surveillance.deeds.answer import settle_alert
    from tests.cast import patient, scan

    whom = patient(cast.nurse, cast.rome, study_id, "Ferri, Pia", cast.now)
    scan(cast.nurse, whom, cast.today - timedelta(days=5), 14, cast.now, present=["mobile_element"])
    card = whom.alerts.get()
    until = cast.today + timedelta(days=2) if answer == "watch" else None
    settle_alert(cast.cardiologist, card, answer=answer, reason="TOE today", until=until, now=cast.now)
    return card.pk


def exports(cast: Cast) -> None:
    """One export of the researcher in each state the page can tell."""
    from surveillance.models import Job

    result = {"patients": 2, "rows": 9, "bytes": 300, "sha256": "ab" * 32, "marks": ["2 patients are synthetic"]}
    states: list[dict[str, Any]] = [
        {"state": "waiting"},
        {"state": "waiting", "made_at": cast.now - timedelta(hours=1)},
        {"state": "running", "done": 1, "total": 3, "beat_at": cast.now},
        {"state": "running", "beat_at": cast.now - timedelta(hours=1)},
        {"state": "done", "ended_at": cast.now, "result": result},
        {"state": "done", "ended_at": cast.now - timedelta(days=30), "result": result},
        {"state": "failed", "ended_at": cast.now, "fault": "The disk is full."},
    ]
    for number, state in enumerate(states):
        common = {"kind": "export", "owner": cast.researcher, "centres": [str(cast.rome.pk)], "made_at": cast.now}
        Job.objects.create(**common | {"parameters": {"project": f"growth-{number}"}} | state)
