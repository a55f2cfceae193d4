"""V3: a consequence of severe regurgitation."""

from __future__ import annotations

from dataclasses import replace

from surveillance.words.message import text
from tests.engine.rules.histories import condition, echo, event, history, severities, signals, treatment, visit


def test_severe_regurgitation_with_each_consequence_is_s3() -> None:
    """LVEF, LVESD, PASP, new AF; one signal names them all."""
    for name, value in (("lvef_percent", 55), ("lvesd_mm", 42), ("pasp_mmhg", 55)):
        assert severities("V3", history(echo("2026-05-20", mr_grade="severe", **{name: value}))) == ["S3"]
    severe = echo("2026-05-20", mr_grade="severe", lvef_percent=55, lvesd_mm=42)
    found = signals("V3", history(severe, visit("2026-05-21", rhythm="af")))
    assert len(found) == 1
    assert "LVEF 55 %; LVESD 42 mm; atrial fibrillation on ECG, 21-May-2026" in text(found[0].headline)


def test_one_without_the_other_is_silent() -> None:
    """Severe with a good ventricle; a bad ventricle with moderate regurgitation; nothing."""
    assert severities("V3", history(echo("2026-05-20", mr_grade="severe", lvef_percent=65))) == []
    assert severities("V3", history(echo("2026-05-20", mr_grade="moderate_severe", lvef_percent=40))) == []
    assert severities("V3", history(event("2026-05-20", "atrial_fibrillation"))) == []
    assert severities("V3", history()) == []


def test_it_ends_with_the_severity_the_consequence_or_an_operation() -> None:
    """The latest values count."""
    severe = echo("2026-05-20", mr_grade="severe", lvef_percent=55)
    assert severities("V3", history(severe, echo("2026-05-25", mr_grade="moderate"))) == []
    assert severities("V3", history(severe, echo("2026-05-25", lvef_percent=65))) == []
    assert severities("V3", history(severe, treatment("2026-05-25", "repair"))) == []


def test_the_origin_of_the_regurgitation_is_said() -> None:
    """Through the lesion it is primary; with coronary disease it may be secondary."""
    jet = echo("2026-05-20", mr_grade="severe", lvef_percent=55, mr_mechanism="through_lesion")
    plain = echo("2026-05-20", mr_grade="severe", lvef_percent=55)
    assert not any("primary" in text(said) for said in signals("V3", history(jet))[0].against)
    assert any("may be secondary" in text(t) for t in signals("V3", history(plain, condition("prior_mi")))[0].against)


def test_of_two_values_of_one_day_one_that_holds_is_enough() -> None:
    """Neither the order of entry nor the better value decides; the run goes on through that day."""
    first = echo("2025-05-20", mr_grade="severe", lvef_percent=55)
    good, bad = (
        echo("2026-05-20", modality=m, mr_grade="severe", lvef_percent=v) for m, v in (("TTE", 65), ("TOE", 55))
    )
    said = [signals("V3", replace(history(), exams=exams)) for exams in ((first, good, bad), (first, bad, good))]
    assert said[0] == said[1]
    assert said[0][0].anchor == f"mitral_valve:consequence:{first.id}"


def test_it_is_as_old_as_the_later_of_the_two() -> None:
    """Severe long ago, the ventricle lately: live; both long ago: historical."""
    old = echo("2025-05-20", mr_grade="severe", lvef_percent=65)
    assert severities("V3", history(old, echo("2026-05-20", mr_grade="severe", lvef_percent=55))) == ["S3"]
    assert severities("V3", history(echo("2025-05-20", mr_grade="severe", lvef_percent=55))) == ["S3h"]
