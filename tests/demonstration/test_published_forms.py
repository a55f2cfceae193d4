"""What the published cases' own features read as: right where the report gives them, open where it does not."""

from __future__ import annotations

from datetime import date

from surveillance.engine.lesion.form_reading import read_form
from surveillance.evidence.published import published_cases
from surveillance.replay.published_histories import history_of_case

READ = {
    "T1-06": {"ruptured_ccma"},  # Allwood: the capsule interrupted
    "T1-08a": {"indeterminate"},  # Fujiwara: a mobile mass; neither shadow nor core is reported
    "T1-09": {"indeterminate"},  # Chevalier: called ruptured, with no imaging feature that says so
    "T1-10": {"ruptured_ccma"},
    "T1-11": {"ruptured_ccma"},
    "T1-13": {"ruptured_ccma"},
    "RG-2": {"resolved"},
    "RG-3": {"ccma", "indeterminate"},  # Koito: "reverted to plain MAC" on the report's word alone
    "FIG2": {"indeterminate", "ruptured_ccma"},
}


def test_published_features_read_as_reported_and_never_against_the_report() -> None:
    found: dict[str, set[str]] = {}
    for case in published_cases(today=date(2026, 11, 23)):
        history = history_of_case(case)
        readings = [r for exam in history.exams if (r := read_form(history, exam, history.lesions[0]))]
        assert not [r for r in readings if r.disagrees], case.study_id
        found[case.study_id.removeprefix("PUB-")] = {r.form for r in readings}
    assert {case: found[case] for case in READ} == READ
