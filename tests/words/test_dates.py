"""How dates are written."""

from __future__ import annotations

from surveillance.words.dates import written
from tests.engine.rules.histories import day


def test_a_date_is_written_as_precisely_as_it_is_known() -> None:
    """Never 01-Jan-2014 for 2014."""
    assert [written(day(text)) for text in ("2014", "2014-03", "2014-03-10", "~2014-03-10")] == [
        "2014",
        "Mar-2014",
        "10-Mar-2014",
        "≈ Mar-2014, nominal",
    ]
