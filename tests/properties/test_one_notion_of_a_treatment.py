"""What a treatment ends is read alike by rules, heading, ruptures and agenda: what the treated lesion showed before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.vocabulary.terms import EMBOLISMS, INTERVENTIONS
from surveillance.engine.course.heading import heading
from surveillance.engine.day import Day
from surveillance.engine.follow_up.decided import PROCEDURES, WAIT
from surveillance.engine.heart_team.agenda import DISCUSS, Reason, entries
from surveillance.engine.known.history import DecisionSeen, History, TreatmentSeen
from surveillance.engine.known.pacing import PACEMAKER
from surveillance.engine.lesion.rupture import ruptures
from surveillance.engine.lesion.treated import SURGERY
from surveillance.engine.rules import RULES
from surveillance.engine.rules.base import DECISIONS, Signal
from tests.engine.rules.histories import TODAY, case, event, history, signals, treatment
from tests.engine.rules.random_histories import LESIONS, exams, forms, in_order
from tests.engine.rules.random_histories import events as any_events

L1, L2 = LESIONS


@st.composite
def recent(draw: st.DrawFn) -> History:
    """A patient with two lesions, all of whose findings are of the last month, each on an exact day."""
    on = st.dates(TODAY - timedelta(days=25), TODAY).map(Day.exactly)

    def dated(found: list) -> tuple:
        return in_order([replace(fact, when=draw(on)) for fact in found])

    return History(
        "P",
        TODAY.replace(year=2022),
        lesions=LESIONS,
        exams=dated(draw(st.lists(exams(), max_size=5))),
        forms=dated(draw(st.lists(forms, max_size=3))),
        events=dated(draw(st.lists(any_events, max_size=3))),
    )


def of_lesion(patient: History, lesion: str) -> dict[tuple[str, str], tuple[str, bool]]:
    """What the rules say of a lesion: severity, and whether it is historical."""
    found = [signal for rule in RULES for signal in rule.check(case(patient)).signals]
    return {(s.rule, s.anchor): (s.severity, s.historical) for s in found if s.lesion == lesion}


@settings(max_examples=150)
@given(recent(), st.sampled_from(DECISIONS), st.dates(TODAY - timedelta(days=20), TODAY))
def test_the_treatment_of_one_lesion_silences_nothing_of_the_other(patient: History, kind: str, on) -> None:
    """Growth apart: what an operation cuts off is a segment of the lesion that was operated."""
    treated = replace(patient, treatments=(TreatmentSeen("t", kind, Day.exactly(on), L2),))
    assert of_lesion(treated, L1) == of_lesion(patient, L1)


@given(
    st.sampled_from(EMBOLISMS),
    st.sampled_from((None, *LESIONS)),
    st.lists(st.tuples(st.sampled_from(SURGERY), st.sampled_from((None, *LESIONS))), max_size=2),
)
def test_rules_heading_and_ruptures_agree_on_whether_it_was_operated(
    kind: str, lesion: str | None, operations: list[tuple[str, str | None]]
) -> None:  # fmt: skip
    told = event("2026-05-20", kind, attribution="definite", lesion=lesion)
    broken = event("2026-05-20", "rupture", lesion=lesion)
    done = [treatment("2026-05-25", kind, lesion=of) for kind, of in operations]
    stroke, rupture = history(told, *done, lesions=LESIONS), history(broken, *done, lesions=LESIONS)
    answered = [s.historical for s in signals("E1", stroke)] == [True]
    assert (heading(case(stroke), ()).code != "toward_rupture") == answered
    assert (not ruptures(rupture)) == answered
    treated = [of for _kind, of in operations]
    assert answered == (None in treated or lesion in treated or (lesion is None and set(treated) == set(LESIONS)))


def agenda(reason: Reason, *, decisions: tuple = (), treatments: tuple = ()) -> list[str]:
    patient = replace(history(lesions=LESIONS), decisions=decisions, treatments=treatments)
    return [entry.group for entry in entries(case(patient), [reason])]


@pytest.mark.parametrize("intended", [*PROCEDURES, WAIT, ""])
@pytest.mark.parametrize("of", [None, *LESIONS])
def test_a_decision_takes_off_the_agenda_what_it_is_about(intended: str, of: str | None) -> None:
    """Seen: a pacemaker, or a decision on the other lesion, took a fresh rupture off every list."""
    finding = Reason("ruptured", TODAY - timedelta(days=5), "S4", L2)
    decided = DecisionSeen("d", Day.exactly(TODAY - timedelta(days=2)), intended, lesion=of)
    settled = intended != PACEMAKER and of in (None, L2)
    assert (DISCUSS not in agenda(finding, decisions=(decided,))) == settled


@pytest.mark.parametrize("kind", [*PROCEDURES, "antibiotics"])
@pytest.mark.parametrize("of", [None, *LESIONS])
def test_a_treatment_takes_off_the_agenda_what_it_has_treated(kind: str, of: str | None) -> None:
    finding = Reason("ruptured", TODAY - timedelta(days=5), "S4", L2)
    done = TreatmentSeen("t", kind, Day.exactly(TODAY - timedelta(days=2)), of)
    settled = kind in INTERVENTIONS and of in (None, L2)
    assert (DISCUSS not in agenda(finding, treatments=(done,))) == settled


@pytest.mark.parametrize("kind", PROCEDURES)
@pytest.mark.parametrize("of", [None, *LESIONS])
def test_who_is_watched_is_watched_until_that_lesion_is_treated(kind: str, of: str | None) -> None:
    watch = DecisionSeen("d", Day.exactly(TODAY - timedelta(days=20)), WAIT, lesion=L1)
    done = TreatmentSeen("t", kind, Day.exactly(TODAY - timedelta(days=2)), of)
    patient = replace(history(lesions=LESIONS), decisions=(watch,), treatments=(done,))
    still = [entry.group for entry in entries(case(patient), [])] == ["watch"]
    assert still == (kind == PACEMAKER or of == L2)


def test_a_rupture_stays_a_live_card_when_the_other_lesion_is_operated() -> None:
    """Seen: R1 historical, no card, no message, while the heading said ruptured."""
    (said,) = signals("R1", history(event("2026-05-20", "rupture", lesion=L2),
                                    treatment("2026-05-25", "excision", lesion=L1), lesions=LESIONS))  # fmt: skip
    assert (said.severity, said.historical, said.lesion) == ("S4", False, L2)


def test_every_rule_that_speaks_of_a_lesion_names_it() -> None:
    """The anchor begins with the lesion; a rule that forgot to say so would be answered by any treatment."""

    @settings(max_examples=100)
    @given(recent())
    def named(patient: History) -> None:
        found: list[Signal] = [signal for rule in RULES for signal in rule.check(case(patient)).signals]
        for signal in found:
            first = signal.anchor.split(":")[0]
            assert first not in LESIONS or signal.lesion == first, signal.rule

    named()
