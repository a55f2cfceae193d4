"""C2: calcium, phosphate, PTH out of the laboratory's range."""

from __future__ import annotations

from dataclasses import replace

from surveillance.words.message import text
from tests.engine.rules.histories import history, lab, severities, signals


def test_the_latest_value_outside_its_own_limits_is_a_note() -> None:
    """Anchored at the first value of the run."""
    first = lab("2026-03-20", "phosphate", 1.9, low=0.8, high=1.5)
    found = signals("C2", history(first, lab("2026-05-20", "phosphate", 2.1, low=0.8, high=1.5)))
    assert [(s.severity, s.anchor) for s in found] == [("S1", f"phosphate:high:{first.id}")]
    assert text(found[0].headline) == "Phosphate 2.1 mmol/L on 20-May-2026, above the laboratory's 1.5."
    assert severities("C2", history(lab("2026-05-20", "calcium", 2.0, low=2.2, high=2.6))) == ["S1"]


def test_it_ends_with_a_value_within() -> None:
    """Each test by itself."""
    high = lab("2026-03-20", "phosphate", 1.9, low=0.8, high=1.5)
    assert severities("C2", history(high, lab("2026-05-20", "phosphate", 1.2, low=0.8, high=1.5))) == []
    assert severities("C2", history(high, lab("2026-05-20", "calcium", 2.4, low=2.2, high=2.6))) == ["S1"]


def test_of_two_values_of_one_day_the_one_outside_counts() -> None:
    """Whichever was entered last."""
    high = lab("2026-05-20", "phosphate", 1.9, low=0.8, high=1.5)
    within = replace(high, id="another", value=1.2)
    for values in ((high, within), (within, high)):
        assert severities("C2", replace(history(), labs=values)) == ["S1"]


def test_without_limits_and_with_other_tests_it_is_silent() -> None:
    """No limit is guessed."""
    assert severities("C2", history(lab("2026-05-20", "phosphate", 3.0))) == []
    assert severities("C2", history(lab("2026-05-20", "crp", 90, high=5))) == []
    assert severities("C2", history()) == []
