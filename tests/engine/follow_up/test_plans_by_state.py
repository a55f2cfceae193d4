"""CLINICAL B1 "Plans by state", line by line: who is seen when, by which plan, and what is asked of whom.

A row reads: the line of B1; the patient in words and as facts; today; the window as earliest, target and latest day;
the plan and the state as people read them; the tasks that are open (F1 due soon, F2 overdue, F4 confirm the shorter
interval, F5 the closure, F6 an exam that does not count). Most patients had a TTE on 10 January 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import pytest

from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.follow_up.status import status
from surveillance.engine.follow_up.windows import PLAN_WORDS, window
from surveillance.engine.known.history import ClosureSeen, PlanSeen
from surveillance.engine.policy import DEFAULT
from surveillance.words.message import text
from tests.engine.rules.histories import case, day, dialysis, event, exam, form, growing, history, signals, treatment

ROUTINE = "uncomplicated CCMA 6-12 m"
MAC_ONLY = "MAC only: no automatic recall unless a clinician sets one"
WATCH = "watch: G4, one TTE after 3 months; at most two in succession, then 6 m unless a cardiologist renews"
SIX = "on dialysis, mobile part, infection risk, rapid growth: 6 m"
REGRESSED = "regressed to MAC: keep the CCMA plan until two concordant exams ≥ 6 m apart"
RUPTURED = "ruptured, conservative: 3 m or the Heart Team's date"
OUT = "excised or valve replaced: dates set by the operator, else baseline + 1 m + 12 m"
PERSISTS = "TEER, TMVR, partial repair: the lesion persists, a new segment starts"
HOSPITAL = "in hospital: recheck date"
ELSEWHERE = "followed elsewhere: not closed, task “obtain the report”"
CLOSED = "dead, refused, transferred (accepted by the receiving centre), discharged: closed with a reason, reversible"
OWN = "a patient's own interval, set by a clinician, beats all"
B1 = (ROUTINE, MAC_ONLY, WATCH, SIX, REGRESSED, RUPTURED, OUT, PERSISTS, HOSPITAL, ELSEWHERE, CLOSED, OWN)


class Row(NamedTuple):
    """One patient on one day, and what is to be read."""

    clause: str
    story: str
    facts: tuple
    today: str
    window: str  # earliest, target, latest; "" for none
    plan: str  # as people read it
    status: str
    tasks: str = ""
    more: Mapping[str, object] = MappingProxyType({})  # what a history has beside its facts


def own(set_on: str, **values: float | str) -> dict:
    """The plan a clinician set on that day: months, or a kind and a date."""
    on = date.fromisoformat(str(values.pop("on"))) if "on" in values else None
    plan = {"kind": "interval"} | values
    return {"plan": PlanSeen("p", set_on=date.fromisoformat(set_on), on=on, **plan)}  # type: ignore[arg-type]


def ended(reason: str) -> dict:
    """Surveillance ended on 1 March 2026."""
    return {"closure": ClosureSeen("c", reason, day("2026-03-01"))}


# words
CCMA_PLAN, SHORT, EARLY = "CCMA, routine follow-up", "shortened interval", "early second look"
INTERVAL, DATE, OPERATED = "interval set for this patient", "date set for this patient", "after an operation"
UNCONFIRMED, REPORT = "regressed, to be confirmed", "followed elsewhere, obtain the report"
LATER, OPEN, SOON, LATE, NONE = "not yet due", "in window", "due soon", "overdue", "no plan"
# patients
SEEN, CCMA, MAC = exam("2026-01-10", 20), form("2026-01-10", "ccma"), form("2026-01-10", "mac")
RUPTURE = form("2026-01-10", "ruptured_ccma")
DRIFT = (exam("2024-05-20", 20), exam("2025-05-20", 21), exam("2026-05-20", 24))  # growth likelier than not
LOOK1, LOOK2 = exam("2026-08-20", 25, reason="watch"), exam("2026-11-20", 25, reason="watch")
WATCHED = (*DRIFT, form("2026-05-20", "ccma"))
FAST = (*DRIFT, form("2026-05-20", "ccma"), exam("2026-08-20", 26, reason="watch"), exam("2026-11-20", 28))
JUMP = (exam("2023-01-10", 20), exam("2024-01-10", 20), exam("2025-01-10", 20), exam("2026-01-10", 32), CCMA)
CUT, NEW = treatment("2026-02-01", "excision"), treatment("2026-02-01", "replacement")
BASELINE, MONTH = exam("2026-02-05", annulus="excised"), exam("2026-03-03", annulus="excised")
WAS = (exam("2024-01-10", 20), form("2024-01-10", "ccma"), exam("2025-01-10", 14),
       form("2025-01-10", "mac", exam="TTE-2025-01-10"))  # fmt: skip

SIX_TO_TWELVE = "2026-07-10 2026-10-10 2027-01-10"
SIX_MONTHS = "2026-06-10 2026-07-10 2026-07-10"
THREE_MONTHS = "2026-03-11 2026-04-10 2026-04-10"

TABLE = [
    Row(ROUTINE, "TTE five months ago", (SEEN, CCMA), "2026-06-01", SIX_TO_TWELVE, CCMA_PLAN, LATER),
    Row(ROUTINE, "six months ago", (SEEN, CCMA), "2026-07-10", SIX_TO_TWELVE, CCMA_PLAN, OPEN),
    Row(ROUTINE, "eleven months ago", (SEEN, CCMA), "2026-12-11", SIX_TO_TWELVE, CCMA_PLAN, SOON, "F1"),
    Row(ROUTINE, "a year ago to the day", (SEEN, CCMA), "2027-01-10", SIX_TO_TWELVE, CCMA_PLAN, SOON, "F1"),
    Row(ROUTINE, "a year and a day ago", (SEEN, CCMA), "2027-01-11", SIX_TO_TWELVE, CCMA_PLAN, LATE, "F2"),
    Row(ROUTINE, "a poor TTE since does not count", (SEEN, CCMA, exam("2026-05-10", 20, quality="poor")),
        "2026-06-01", SIX_TO_TWELVE, CCMA_PLAN, LATER, "F6"),
    Row(ROUTINE, "enrolled, no exam yet", (form("2026-05-20", "ccma"),), "2026-06-01",
        "2026-05-20 2026-05-20 2026-06-19", CCMA_PLAN, SOON, "F1", {"enrolled_on": date(2026, 5, 20)}),

    Row(MAC_ONLY, "MAC, TTE five months ago", (SEEN, MAC), "2026-06-01", "", "", NONE),
    Row(MAC_ONLY, "however long ago", (SEEN, MAC), "2031-06-01", "", "", NONE),
    Row(MAC_ONLY, "on dialysis too", (SEEN, MAC, dialysis("2020")), "2026-06-01", "", "", NONE),
    Row(MAC_ONLY, "growth likelier than not", (*DRIFT, form("2026-05-20", "mac")), "2026-06-01", "", "", NONE),
    Row(MAC_ONLY, "a clinician sets 18 to 24 months", (SEEN, MAC), "2026-06-01",
        "2027-07-10 2027-10-10 2028-01-10", INTERVAL, LATER, "",
        own("2026-01-10", earliest_months=18, latest_months=24)),
    Row(MAC_ONLY, "a clinician sets a date", (SEEN, MAC), "2026-06-01", "2026-09-01 2026-09-01 2026-09-01", DATE,
        LATER, "", own("2026-01-10", kind="date", on="2026-09-01")),
    Row(MAC_ONLY, "but sepsis in May (Figure 2: MAC to fistula in two weeks)",
        (SEEN, MAC, event("2026-05-01", "sepsis")), "2026-06-01", SIX_MONTHS, SHORT, LATER, "F4"),

    Row(WATCH, "growth likelier than not", WATCHED, "2026-06-01", "2026-07-21 2026-08-20 2026-08-20", EARLY, LATER),
    Row(WATCH, "after the first look still so", (*WATCHED, LOOK1), "2026-09-01", "2026-10-21 2026-11-20 2026-11-20",
        EARLY, LATER),
    Row(WATCH, "after the second look still so: six months", (*WATCHED, LOOK1, LOOK2), "2026-12-01",
        "2027-04-20 2027-05-20 2027-05-20", SHORT, LATER),
    Row(WATCH, "a cardiologist renews", (*WATCHED, LOOK1, LOOK2), "2026-12-01", "2027-01-20 2027-02-04 2027-02-20",
        INTERVAL, LATER, "", own("2026-11-20", earliest_months=2, latest_months=3)),
    Row(WATCH, "the exam after six months ends the succession", (*WATCHED, LOOK1, LOOK2, exam("2027-05-20", 26)),
        "2027-06-01", "2027-07-21 2027-08-20 2027-08-20", EARLY, LATER),
    Row(WATCH, "after the first look no longer so", (*WATCHED, exam("2026-08-20", 20, reason="watch")), "2026-09-01",
        "2027-02-20 2027-05-21 2027-08-20", CCMA_PLAN, LATER),
    Row(WATCH, "growing by now, no look taken", (*growing(), CCMA), "2026-03-01", THREE_MONTHS, EARLY, LATER),

    Row(SIX, "on dialysis", (SEEN, CCMA, dialysis("2020")), "2026-06-01", SIX_MONTHS, SHORT, LATER, "F4"),
    Row(SIX, "confirmed by a clinician", (SEEN, CCMA, dialysis("2020")), "2026-06-01",
        "2026-06-10 2026-06-25 2026-07-10", INTERVAL, LATER, "",
        own("2026-01-10", earliest_months=5, latest_months=6)),
    Row(SIX, "dialysis ended last year", (SEEN, CCMA, dialysis("2020", until="2025")), "2026-06-01", SIX_TO_TWELVE,
        CCMA_PLAN, LATER),
    Row(SIX, "mobile part", (exam("2026-01-10", 20, has=("mobile_element",)), CCMA), "2026-06-01", SIX_MONTHS, SHORT,
        LATER, "F4"),
    Row(SIX, "vegetation", (exam("2026-01-10", 20, has=("vegetation",)), CCMA), "2026-06-01", SIX_MONTHS, SHORT, LATER,
        "F4"),
    Row(SIX, "sepsis a month ago", (SEEN, CCMA, event("2026-05-01", "sepsis")), "2026-06-01", SIX_MONTHS, SHORT, LATER,
        "F4"),
    Row(SIX, "pneumonia a month ago", (SEEN, CCMA, event("2026-05-01", "pneumonia")), "2026-06-01", SIX_MONTHS, SHORT,
        LATER, "F4"),
    Row(SIX, "sepsis 184 days ago", (SEEN, CCMA, event("2026-01-20", "sepsis")), "2026-07-23", SIX_TO_TWELVE,
        CCMA_PLAN, OPEN),
    Row(SIX, "sepsis ten months after the TTE: thirty days are left", (SEEN, CCMA, event("2026-11-10", "sepsis")),
        "2026-11-15", "2026-11-10 2026-12-10 2026-12-10", SHORT, SOON, "F1 F4"),
    Row(SIX, "abrupt rise at the last exam", JUMP, "2026-06-01", SIX_MONTHS, SHORT, LATER, "F4"),
    Row(SIX, "growing, both early looks taken", FAST, "2026-12-01", "2027-04-20 2027-05-20 2027-05-20", SHORT, LATER,
        "F4"),

    Row(REGRESSED, "one exam says MAC", WAS, "2025-06-01", "2025-07-10 2025-10-10 2026-01-10", UNCONFIRMED, LATER),
    Row(REGRESSED, "two, six months less one day apart", (*WAS, exam("2025-07-09", 14), form("2025-07-09", "mac")),
        "2025-08-01", "2026-01-09 2026-04-09 2026-07-09", UNCONFIRMED, LATER),
    Row(REGRESSED, "two, exactly six months apart", (*WAS, exam("2025-07-10", 14), form("2025-07-10", "mac")),
        "2025-08-01", "", "", NONE),
    Row(REGRESSED, "the second says CCMA again", (*WAS, exam("2025-07-10", 18), form("2025-07-10", "ccma")),
        "2025-08-01", "2026-01-10 2026-04-10 2026-07-10", CCMA_PLAN, LATER),
    Row(REGRESSED, "one exam read twice is one", (*WAS, form("2025-07-10", "mac", exam="TTE-2025-01-10")),
        "2025-08-01", "2025-07-10 2025-10-10 2026-01-10", UNCONFIRMED, OPEN),
    Row(REGRESSED, "two exams three months apart, the first of them read again after six",
        (*WAS, exam("2025-04-10", 14), form("2025-04-10", "mac"), form("2025-07-10", "mac", exam="TTE-2025-01-10")),
        "2025-08-01", "2025-10-10 2026-01-09 2026-04-10", UNCONFIRMED, LATER),

    Row(RUPTURED, "ruptured, not operated", (SEEN, RUPTURE), "2026-03-01", THREE_MONTHS, "ruptured, conservative",
        LATER, "F4"),
    Row(RUPTURED, "on dialysis too", (SEEN, RUPTURE, dialysis("2020")), "2026-03-01", THREE_MONTHS,
        "ruptured, conservative", LATER, "F4"),
    Row(RUPTURED, "the Heart Team's date, sooner", (SEEN, RUPTURE), "2026-01-25", "2026-02-20 2026-02-20 2026-02-20",
        DATE, SOON, "F1", own("2026-01-20", kind="date", on="2026-02-20")),
    Row(RUPTURED, "the Heart Team's date, later", (SEEN, RUPTURE), "2026-03-01", "2026-05-20 2026-05-20 2026-05-20",
        DATE, LATER, "", own("2026-01-20", kind="date", on="2026-05-20")),
    Row(RUPTURED, "a cardiologist read CCMA since", (SEEN, RUPTURE, form("2026-02-01", "ccma", cardiologist=True)),
        "2026-03-01", SIX_TO_TWELVE, CCMA_PLAN, LATER),

    Row(OUT, "the operator's date", (SEEN, CCMA, CUT), "2026-02-03", "2026-02-20 2026-02-20 2026-02-20", DATE, SOON,
        "F1", own("2026-02-01", kind="date", on="2026-02-20")),
    Row(OUT, "the exam of that date is done", (SEEN, CCMA, CUT, exam("2026-02-20", annulus="excised")), "2026-03-01",
        "2027-01-02 2027-02-01 2027-02-01", OPERATED, LATER, "", own("2026-02-01", kind="date", on="2026-02-20")),
    Row(OUT, "excised, no date", (SEEN, CCMA, CUT), "2026-02-03", "2026-02-01 2026-03-01 2026-03-01", OPERATED, SOON,
        "F1"),
    Row(OUT, "the baseline is done, the month is still to come", (SEEN, CCMA, CUT, BASELINE), "2026-02-10",
        "2026-02-01 2026-03-01 2026-03-01", OPERATED, SOON, "F1"),
    Row(OUT, "the month is done: twelve after the operation", (SEEN, CCMA, CUT, BASELINE, MONTH), "2026-06-01",
        "2027-01-02 2027-02-01 2027-02-01", OPERATED, LATER),
    Row(OUT, "valve replaced", (SEEN, CCMA, NEW), "2026-02-03", "2026-02-01 2026-03-01 2026-03-01", OPERATED, SOON,
        "F1"),
    Row(OUT, "valve replaced, the month is done",
        (SEEN, CCMA, NEW, exam("2026-03-03", annulus="prosthesis_assessed")), "2026-06-01",
        "2027-01-02 2027-02-01 2027-02-01", OPERATED, LATER),
    Row(OUT, "ruptured before it was cut out", (SEEN, RUPTURE, CUT, MONTH), "2026-06-01",
        "2027-01-02 2027-02-01 2027-02-01", OPERATED, LATER),

    *(Row(PERSISTS, f"{kind}, no exam since", (SEEN, CCMA, treatment("2026-02-01", kind)), "2026-02-03",
          "2026-02-01 2026-03-01 2026-03-01", OPERATED, SOON, "F1") for kind in ("teer", "tmvr", "repair")),
    *(Row(PERSISTS, f"{kind}, seen after a month: by state again",
          (SEEN, CCMA, treatment("2026-02-01", kind), exam("2026-03-03", 12)), "2026-06-01",
          "2026-09-03 2026-12-02 2027-03-03", CCMA_PLAN, LATER) for kind in ("teer", "tmvr", "repair")),
    Row(PERSISTS, "TEER on dialysis, seen after a month",
        (SEEN, CCMA, treatment("2026-02-01", "teer"), exam("2026-03-03", 12), dialysis("2020")), "2026-06-01",
        "2026-08-04 2026-09-03 2026-09-03", SHORT, LATER, "F4"),
    Row(PERSISTS, "TEER does not end a rupture",
        (SEEN, RUPTURE, treatment("2026-02-01", "teer"), exam("2026-03-03", 12)), "2026-04-01",
        "2026-05-04 2026-06-03 2026-06-03", "ruptured, conservative", LATER, "F4"),

    Row(HOSPITAL, "look again on 1 July", (SEEN, CCMA), "2026-06-10", "2026-07-01 2026-07-01 2026-07-01",
        "in hospital, look again", "in hospital", "", own("2026-06-01", kind="in_hospital", on="2026-07-01")),
    Row(HOSPITAL, "the day has passed", (SEEN, CCMA), "2026-07-02", "2026-07-01 2026-07-01 2026-07-01",
        "in hospital, look again", LATE, "F2", own("2026-06-01", kind="in_hospital", on="2026-07-01")),
    Row(HOSPITAL, "seen on that day: by state again", (SEEN, CCMA, exam("2026-07-01", 20)), "2026-07-02",
        "2027-01-01 2027-04-01 2027-07-01", CCMA_PLAN, LATER, "",
        own("2026-06-01", kind="in_hospital", on="2026-07-01")),

    Row(ELSEWHERE, "CCMA", (SEEN, CCMA), "2026-06-01", SIX_TO_TWELVE, REPORT, LATER, "",
        own("2026-02-01", kind="elsewhere")),
    Row(ELSEWHERE, "the report is due", (SEEN, CCMA), "2026-12-11", SIX_TO_TWELVE, REPORT, SOON, "F1",
        own("2026-02-01", kind="elsewhere")),
    Row(ELSEWHERE, "the report did not come", (SEEN, CCMA), "2027-01-11", SIX_TO_TWELVE, REPORT, LATE, "F2",
        own("2026-02-01", kind="elsewhere")),
    Row(ELSEWHERE, "the report came and was accepted",
        (SEEN, CCMA, exam("2026-12-20", 20, external=True, accepted=True)), "2027-01-11",
        "2027-06-20 2027-09-19 2027-12-20", REPORT, LATER, "", own("2026-02-01", kind="elsewhere")),
    Row(ELSEWHERE, "the report is to be there by a date", (SEEN, MAC), "2026-06-01", "2026-09-01 2026-09-01 2026-09-01",
        REPORT, LATER, "", own("2026-02-01", kind="elsewhere", on="2026-09-01")),
    Row(ELSEWHERE, "MAC and no date: not closed, somebody must answer for it", (SEEN, MAC), "2026-06-01", "", "", NONE,
        "", own("2026-02-01", kind="elsewhere")),

    *(Row(CLOSED, reason, (SEEN, CCMA), "2027-06-01", "", "", "closed", "", ended(reason))
      for reason in ("died", "refused", "transferred", "discharged")),
    Row(CLOSED, "transfer proposed, not yet accepted: still followed, and asked about", (SEEN, CCMA), "2026-06-01",
        SIX_TO_TWELVE, CCMA_PLAN, LATER, "F5", ended("transfer_proposed")),
    Row(CLOSED, "still not accepted: overdue here", (SEEN, CCMA), "2027-01-11", SIX_TO_TWELVE, CCMA_PLAN, LATE, "F2 F5",
        ended("transfer_proposed")),
    Row(CLOSED, "dead: the end follows from it", (SEEN, CCMA, event("2026-03-01", "death")), "2027-06-01", "", "",
        "closed", ""),
    Row(CLOSED, "an own interval revives nobody", (SEEN, CCMA), "2027-06-01", "", "", "closed", "",
        own("2026-02-01", earliest_months=3, latest_months=4) | ended("refused")),

    *(Row(OWN, f"three to four months, {story}", facts, "2026-02-20", "2026-04-10 2026-04-25 2026-05-10", INTERVAL,
          LATER, "", own("2026-02-05", earliest_months=3, latest_months=4))
      for story, facts in (
          ("CCMA", (SEEN, CCMA)), ("MAC", (SEEN, MAC)), ("ruptured", (SEEN, RUPTURE)),
          ("dialysis", (SEEN, CCMA, dialysis("2020"))), ("regressed", (SEEN, form("2024-01-10", "ccma"), MAC)),
          ("growing", (*growing(), CCMA)), ("excised", (SEEN, CCMA, CUT)))),
    Row(OWN, "two years, and sepsis since: it stands, and a task asks", (SEEN, CCMA, event("2026-05-01", "sepsis")),
        "2026-06-01", "2027-07-10 2027-10-10 2028-01-10", INTERVAL, LATER, "F4",
        own("2026-01-10", earliest_months=18, latest_months=24)),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.clause.partition(':')[0]}, {row.story}")
def test_every_line_of_b1_is_followed(row: Row) -> None:
    today = date.fromisoformat(row.today)
    patient = history(*row.facts, **row.more)
    seen = case(patient, today=today)
    due = window(seen)
    days = f"{due.earliest} {due.target} {due.latest}" if due else ""
    open_tasks = [rule for rule in ("F1", "F2", "F4", "F5", "F6") if signals(rule, patient, today=today)]
    said = (days, text(PLAN_WORDS[due.plan]) if due else "", text(status(seen, due).word), " ".join(open_tasks))
    assert said == (row.window, row.plan, row.status, row.tasks)


def test_no_line_of_b1_is_without_a_row() -> None:
    assert [clause for clause in B1 if clause not in {row.clause for row in TABLE}] == []


@pytest.mark.parametrize("reason", ["died", "refused", "transferred", "discharged"])
def test_a_closure_taken_back_leaves_the_window_as_if_it_had_never_been(reason: str) -> None:
    """Pure; the same in the database: tests/deeds/test_plans.py."""
    today = date(2027, 1, 11)
    closed, never = history(SEEN, CCMA, **ended(reason)), history(SEEN, CCMA)
    assert window(case_of(closed, DEFAULT, today)) is None
    assert window(case(history(SEEN, CCMA, closure=None), today=today)) == window(case_of(never, DEFAULT, today))


@pytest.mark.parametrize("kind", ["teer", "tmvr", "repair"])
def test_after_teer_tmvr_or_repair_the_sizes_begin_a_new_segment(kind: str) -> None:
    patient = history(*growing(), CCMA, treatment("2026-02-01", kind), exam("2026-03-03", 12))
    growth = case(patient).growth["L1", "mass"]
    assert ([earlier.n for earlier in growth.earlier], growth.n) == ([5], 1)


def test_the_tasks_of_a_patient_followed_elsewhere_ask_for_the_report_and_no_booking() -> None:
    patient = history(SEEN, CCMA, **own("2026-02-01", kind="elsewhere"))
    for rule, today in (("F1", date(2026, 12, 11)), ("F2", date(2027, 1, 11))):
        (task,) = signals(rule, patient, today=today)
        assert "obtain the report" in text(task.headline)
        assert text(task.advice) == "Consider asking the centre that follows the patient for its report."


def test_a_patient_followed_elsewhere_without_a_day_for_the_report_says_so() -> None:
    patient = history(SEEN, MAC, **own("2026-02-01", kind="elsewhere"))
    assert "followed elsewhere" in text(status(case_of(patient, DEFAULT, date(2026, 6, 1)), None).reason)


def test_the_badge_of_watch_asks_for_what_the_plan_does() -> None:
    """G4's words and the window are one thing."""
    today = date(2026, 12, 1)
    (spent,) = signals("G4", history(*WATCHED, LOOK1, LOOK2), today=today)
    assert "two early looks are taken, back to 6 months" in text(spent.headline)
    for looks in ((), (LOOK1, LOOK2)):
        (mac,) = signals("G4", history(*DRIFT, form("2026-05-20", "mac"), *looks), today=today)
        assert "no automatic recall of this lesion" in text(mac.headline)


def test_a_shorter_interval_beside_a_clinicians_own_is_only_proposed() -> None:
    """The window does not follow the reason, so the task may not say that it does."""
    patient = history(SEEN, CCMA, event("2026-05-01", "sepsis"), **own("2026-01-10", earliest_months=18,
                      latest_months=24))  # fmt: skip
    (task,) = signals("F4", patient)
    assert "6 months are proposed, the plan set on 10-Jan-2026 stands" in text(task.headline)
    assert not any("applies already" in text(said) for said in task.against)
