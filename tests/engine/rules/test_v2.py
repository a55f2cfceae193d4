"""V2: mitral stenosis worse."""

from __future__ import annotations

from surveillance.engine.known.history import ExamSeen
from surveillance.words.message import text
from tests.engine.rules.histories import echo, history, severities, signals, treatment


def at(when: str, mmhg: float, rate: float | None = 70, quality: str = "good") -> ExamSeen:
    """A mean gradient at a heart rate."""
    return echo(when, quality=quality, ms_gradient_mmhg=mmhg, **({"heart_rate": rate} if rate else {}))


def test_crossing_a_band_is_s2() -> None:
    """5 or 10 mmHg; both at once are one signal, that of the higher band."""
    now = at("2026-05-20", 5)
    assert [(s.severity, s.anchor) for s in signals("V2", history(at("2025-05-20", 4.9), now))] == [
        ("S2", f"mitral_valve:gradient:{now.id}")
    ]
    found = signals("V2", history(at("2025-05-20", 4), at("2026-05-20", 12)))
    assert len(found) == 1
    assert "10 mmHg or more" in text(found[0].headline)


def test_without_a_heart_rate_a_crossing_speaks_and_a_rise_cannot() -> None:
    """The evidence says that it is missing."""
    found = signals("V2", history(at("2025-05-20", 4), at("2026-05-20", 6, rate=None)))
    assert "Heart rate not recorded" in text(found[0].against[0])
    assert severities("V2", history(at("2025-05-20", 5.5), at("2026-05-20", 9.5, rate=None))) == []


def test_a_first_gradient_a_poor_exam_and_nothing_are_silent() -> None:
    """Nothing is known to have become worse."""
    assert severities("V2", history(at("2026-05-20", 12))) == []
    assert severities("V2", history(at("2025-05-20", 4), at("2026-05-20", 12, quality="poor"))) == []
    assert severities("V2", history()) == []


def test_it_ends_when_the_gradient_is_lower_again_or_the_valve_operated() -> None:
    """Below the band; a rise ends only at a comparable heart rate."""
    crossed = (at("2025-05-20", 4), at("2026-05-20", 6))
    assert severities("V2", history(*crossed, at("2026-05-25", 4.5))) == []
    assert severities("V2", history(*crossed, at("2026-05-25", 5.5))) == ["S2"]
    assert severities("V2", history(*crossed, treatment("2026-05-25", "replacement"))) == []
    risen = (at("2025-05-20", 5.5), at("2026-05-20", 8.5))
    assert severities("V2", history(*risen, at("2026-05-25", 6, rate=95))) == ["S2"]
    assert severities("V2", history(*risen, at("2026-05-25", 6))) == []


def test_an_old_crossing_is_historical_and_two_of_one_day_are_no_rise() -> None:
    """Thirty days; the order within a day is unknown."""
    assert severities("V2", history(at("2024-05-20", 4), at("2025-05-20", 6))) == ["S2h"]
    toe = echo("2026-05-20", modality="TOE", ms_gradient_mmhg=6, heart_rate=70)
    assert severities("V2", history(at("2026-05-20", 4), toe)) == []
