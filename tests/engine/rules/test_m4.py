"""M4: form worsened."""

from __future__ import annotations

from surveillance.engine.rules import RULE
from surveillance.words.message import text
from tests.engine.rules.histories import exam, form, history, severities, signals

MAC, CCMA = form("2024-05-20", "mac"), form("2026-05-20", "ccma")
CORE = exam("2026-05-20", 20, has=("echolucent_core",))


def test_mac_read_as_ccma_is_s2() -> None:
    """Confirm by TOE, start the CCMA plan."""
    found = signals("M4", history(MAC, CCMA))
    assert [(s.severity, s.anchor) for s in found] == [("S2", f"L1:form_ccma:{CCMA.id}")]
    assert "from MAC (20-May-2024) to CCMA (20-May-2026)" in text(found[0].headline)


def test_anything_read_as_ruptured_is_s4() -> None:
    """From MAC or from CCMA."""
    assert severities("M4", history(MAC, form("2026-05-20", "ruptured_ccma"))) == ["S4"]
    assert severities("M4", history(CCMA, form("2026-05-25", "ruptured_ccma"))) == ["S4"]


def test_a_first_form_is_no_worsening() -> None:
    """A first rupture is R1's."""
    assert severities("M4", history(CCMA)) == []
    assert severities("M4", history(form("2026-05-20", "ruptured_ccma"))) == []
    assert severities("M4", history()) == []


def test_a_better_or_equal_form_and_an_indeterminate_one_are_silent() -> None:
    """CCMA to MAC is no alarm; MAC, unclear, MAC neither."""
    assert severities("M4", history(CCMA, form("2026-05-25", "mac"))) == []
    assert severities("M4", history(MAC, form("2026-05-20", "mac"))) == []
    assert severities("M4", history(MAC, form("2026-05-20", "indeterminate"))) == []


def test_the_anchor_stays_while_the_form_is_read_again() -> None:
    """Two readings of CCMA are one worsening; back to MAC it is over."""
    again = form("2026-05-28", "ccma")
    assert [s.anchor for s in signals("M4", history(MAC, CCMA, again))] == [f"L1:form_ccma:{CCMA.id}"]
    assert severities("M4", history(MAC, CCMA, form("2026-05-28", "mac"))) == []


def test_a_core_in_a_lesion_read_as_mac_is_s2() -> None:
    """MAC lacks a central echo-lucent core (review §4)."""
    found = signals("M4", history(MAC, CORE))
    assert [(s.severity, s.anchor) for s in found] == [("S2", f"L1:echolucent_core:{CORE.id}")]


def test_a_core_that_a_person_read_as_mac_afterwards_is_settled() -> None:
    """So is one in a lesion that nobody read, or that is read as CCMA."""
    assert severities("M4", history(CORE, form("2026-05-25", "mac"))) == []
    assert severities("M4", history(CORE)) == []
    assert severities("M4", history(CORE, CCMA)) == []


def test_ruptured_stands_until_it_is_ruled_out() -> None:
    """As R1 does: a nurse's later CCMA does not end it, a cardiologist's does."""
    broken = form("2026-05-20", "ruptured_ccma")
    assert severities("M4", history(MAC, broken, form("2026-05-25", "ccma"))) == ["S4"]
    assert severities("M4", history(MAC, broken, form("2026-05-25", "mac", cardiologist=True))) == []


def test_a_form_read_as_ruptured_has_the_advice_of_a_rupture() -> None:
    """CLINICAL A11, branch 1; the CCMA plan is for MAC read as CCMA."""
    broken = signals("M4", history(MAC, form("2026-05-20", "ruptured_ccma")))[0]
    assert "Heart Team" in text(broken.advice)
    assert "CCMA plan" not in text(broken.advice)
    assert "CCMA plan" in text(signals("M4", history(MAC, CCMA))[0].advice)
    assert "needs surgical approach" in RULE["M4"].source
