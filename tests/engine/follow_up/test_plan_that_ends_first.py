"""Of several plans the one that ends first decides: a late reason may not put off what was due before it.

Each of these was found by the oracle of tests/oracle, which disagreed with the engine.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.course.risk import flags, flags_of_patient
from surveillance.engine.follow_up.windows import window
from surveillance.engine.policy import DEFAULT
from tests.engine.rules.histories import TODAY, dialysis, event, exam, form, history, treatment

SEEN, CCMA = exam("2025-10-10", 20), form("2025-10-10", "ccma")
OUT = treatment("2023-03-01", "excision")
AFTER = (exam("2023-04-01", annulus="excised"), exam("2024-03-01", annulus="excised"))
LAST = exam("2025-12-10", annulus="excised")


def plan_and_latest(*facts, **more) -> tuple[str, date]:
    found = window(case_of(history(*facts, **more), DEFAULT, TODAY))
    return found.plan, found.latest


def test_a_rupture_does_not_put_off_what_dialysis_made_due() -> None:
    """Six months on dialysis ended in April; the rupture of May would have left thirty days until June."""
    assert plan_and_latest(SEEN, CCMA, dialysis("2020-01-01")) == ("short", date(2026, 4, 10))
    rupture = event("2026-05-20", "rupture")
    assert plan_and_latest(SEEN, CCMA, rupture) == ("ruptured", date(2026, 6, 19))
    assert plan_and_latest(SEEN, CCMA, rupture, dialysis("2020-01-01")) == ("short", date(2026, 4, 10))


def test_growth_does_not_put_off_what_dialysis_made_due() -> None:
    """Growth was first likelier than not in a CT that nobody accepted."""
    seen = (exam("2023-10-10", 20), exam("2024-10-10", 20), exam("2025-10-10", 20.5), CCMA)
    ct = exam("2026-05-20", 24, modality="CT")
    assert plan_and_latest(*seen, ct) == ("watch", date(2026, 6, 19))
    assert plan_and_latest(*seen, ct, dialysis("2020-01-01")) == ("short", date(2026, 4, 10))


def test_a_rupture_that_names_none_of_two_lesions_is_seen_after_three_months() -> None:
    """It is nobody's and concerns the patient; a flag of overdue patients too."""
    two = history(SEEN, CCMA, event("2025-10-10", "rupture"), lesions=("L1", "L2"))
    found = window(case_of(two, DEFAULT, TODAY))
    assert (found.plan, found.latest) == ("ruptured", date(2026, 1, 10))
    assert [flag.code for flag in flags_of_patient(case_of(two, DEFAULT, TODAY))] == ["rupture"]


def test_a_rupture_after_the_excision_is_seen_after_three_months_not_twelve() -> None:
    """A fistula in an exam of the excised lesion: it is out, but something is there."""
    assert plan_and_latest(OUT, *AFTER, LAST) == ("operated", date(2026, 12, 10))
    fistula = replace(LAST, features=exam("2025-12-10", has=("fistula",)).features)
    assert plan_and_latest(OUT, *AFTER, fistula) == ("ruptured", date(2026, 3, 10))


def test_an_infection_after_the_excision_is_seen_after_six_months_and_dialysis_alone_is_not() -> None:
    """As with plain MAC (CLINICAL B1); the yearly exam stands where it comes sooner."""
    assert plan_and_latest(OUT, *AFTER, LAST, event("2026-05-20", "sepsis")) == ("short", date(2026, 6, 19))
    assert plan_and_latest(OUT, *AFTER, LAST, dialysis("2020-01-01")) == ("operated", date(2026, 12, 10))


def test_of_two_entries_of_dialysis_the_one_that_began_first_counts() -> None:
    """Not the one whose lineage sorts first."""
    for early, late in (("a", "b"), ("b", "a")):
        rows = (replace(dialysis("2020-01-01"), id=early), replace(dialysis("2026-05-20"), id=late))
        patient = history(SEEN, CCMA, conditions=tuple(sorted(rows, key=lambda row: row.id)))
        found = flags(case_of(patient, DEFAULT, TODAY), lesion="L1")
        assert [flag.on for flag in found] == [date(2020, 1, 1)]
