"""What the features of one exam read as, against the columns of the review's Table 2."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.vocabulary.terms import FEATURE, VALUES
from surveillance.engine.lesion.form_criteria import FEATURES, TYPED
from surveillance.engine.lesion.form_reading import FormReading, read_form
from surveillance.words.message import text
from tests.engine.rules.histories import L, exam, form, history

ALL = {"mac", "ccma", "ruptured_ccma"}


def read(seen, *more, typed=None) -> FormReading | None:
    """The reading of the exam in a history that holds it."""
    seen = replace(seen, typed=typed or {})
    return read_form(history(seen, *more), seen, L)


COLUMNS = [
    ("TTE", ["acoustic_shadowing"], ["echolucent_core"], {}, "mac"),
    ("TOE", ["echolucent_core"], ["acoustic_shadowing", "mobile_element"], {"border": "smooth"}, "ccma"),
    ("TOE", ["echolucent_core", "mobile_element"], [], {}, "indeterminate"),
    ("TTE", ["echolucent_core", "soft_tissue"], [], {}, "indeterminate"),
    ("TOE", ["flow_into_core"], [], {}, "ruptured_ccma"),
    ("CT", [], ["contrast_enhancement"], {"core_density": "hypodense"}, "ccma"),
    ("CT", ["rim_calcification"], ["contrast_enhancement"], {"core_density": "hyperdense"}, "ccma"),
    ("CT", ["contrast_filled_space", "rim_calcification"], [], {}, "ruptured_ccma"),
    ("CMR", [], ["core_perfusion"], {"t1_centre": "mixed", "t1_rim": "hypointense"}, "ccma"),
    ("CMR", [], [], {"bright_blood_cavity": "bright", "black_blood_cavity": "dark"}, "ruptured_ccma"),
    ("CMR", [], [], {"t1_centre": "hypointense", "t2_centre": "hypointense", "gre_centre": "hypointense"},
     "indeterminate"),
    ("PET", ["tracer_uptake"], [], {}, "indeterminate"),
    ("NM", [], ["tracer_uptake"], {}, "indeterminate"),
]  # fmt: skip


@pytest.mark.parametrize(("modality", "has", "no", "typed", "expected"), COLUMNS)
def test_the_columns_of_table_2_are_read(modality, has, no, typed, expected):
    found = read(exam("2024-03-10", modality=modality, has=has, no=no), typed=typed)
    assert found is not None
    assert found.form == expected, text(found.why)


def test_a_ct_with_calcium_through_the_whole_mass_and_no_space_reads_mac():
    details = {"rim_calcification": "whole"}
    seen = exam("2024", modality="CT", has=["rim_calcification"], no=["contrast_filled_space"], details=details)
    assert read(seen, typed={"core_density": "hyperdense"}).form == "mac"
    assert read(seen, typed={"core_density": "hypodense"}).form == "ccma"


def test_no_attenuation_changes_what_is_read():
    seen = exam("2024", modality="CT", no=["contrast_enhancement"])
    forms = {read(seen, typed={"core_hu": hu, "core_density": "hypodense"}).form for hu in (40.0, 400.0, 1200.0)}
    assert forms == {"ccma"}
    assert read(exam("2024", modality="CT"), typed={"core_hu": 40.0}) is None


@pytest.mark.parametrize("signal", ["hypointense", "isointense", "hyperintense", "mixed"])
def test_t2_is_listed_and_decides_nothing(signal):
    found = read(exam("2024", modality="CMR"), typed={"t1_centre": "hyperintense", "t2_centre": signal})
    t2 = next(c for c in found.criteria if c.code == "t2_centre")
    assert (found.form, t2.supports, t2.contradicts) == ("ccma", (), ())


def test_what_was_not_assessed_or_indeterminate_supports_nothing():
    assert read(exam("2024", unread=["echolucent_core", "acoustic_shadowing"])) is None
    assert read(exam("2024", 21.0)) is None


def test_one_finding_of_mac_without_the_other_leaves_the_form_open_and_says_what_would_decide():
    found = read(exam("2024", has=["acoustic_shadowing"]))
    assert (found.form, tuple(map(text, found.would_decide))) == ("indeterminate", ("an echo-lucent core",))
    missing = read(exam("2024", no=["acoustic_shadowing"]))
    assert (missing.form, tuple(map(text, missing.would_decide))) == ("indeterminate", ("an echo-lucent core",))


def test_a_lucent_core_behind_a_shadow_contradicts_itself():
    found = read(exam("2024", has=["acoustic_shadowing", "echolucent_core"]))
    assert found.form == "indeterminate"
    assert "Against it: Acoustic shadowing present" in text(found.why)
    assert not found.disagrees


def test_rupture_is_read_whatever_else_is_said():
    seen = exam("2024", has=["fistula", "acoustic_shadowing"], no=["echolucent_core", "mobile_element"])
    assert read(seen).form == "ruptured_ccma"


@pytest.mark.parametrize("loose", ["mobile_element", "soft_tissue"])
def test_table_2s_echo_row_of_rupture_supports_it_and_is_not_enough_alone(loose: str):
    """Table 2 lists it under ruptured CCMA, §2 says "associated with rupture", and R1 does not count it."""
    found = read(exam("2024", modality="TOE", has=["echolucent_core", loose], no=["mr_through_lesion"]))
    assert "supports rupture and is not enough alone" in text(found.why)
    leak = "leaking content (second mass in continuity)"
    missing = ("capsule interrupted", "colour flow into the core", leak, "a contrast-filled space (CT)")
    assert tuple(map(text, found.would_decide)) == missing
    said = {c.code: c for c in found.criteria}
    assert said[loose].supports == ("ruptured_ccma",)
    assert said[loose].is_not_enough
    broken = read(exam("2024", modality="TOE", has=["echolucent_core", loose, "capsule_defect"]))
    assert broken.form == "ruptured_ccma"
    assert [c.code for c in broken.criteria if c.supports == ("ruptured_ccma",) and not c.is_not_enough] == [
        "capsule_defect"
    ]


def test_a_mobile_element_is_no_rupture_where_a_vegetation_or_a_whole_capsule_explains_it():
    infected = exam("2024", modality="TOE", has=["echolucent_core", "soft_tissue", "vegetation"])
    assert read(infected).form == "ccma"
    intact = exam("2024", modality="TOE", has=["echolucent_core", "mobile_element"], no=["capsule_defect"])
    assert read(intact).form == "indeterminate"


def test_one_cavity_sequence_alone_is_not_table_2s_row():
    assert read(exam("2024", modality="CMR"), typed={"bright_blood_cavity": "bright"}).form == "indeterminate"


def test_absence_in_poor_images_counts_for_nothing():
    poor = exam("2024", has=["acoustic_shadowing"], no=["echolucent_core"], quality="poor")
    assert read(poor).form == "indeterminate"
    assert [c.code for c in read(poor).criteria] == ["acoustic_shadowing"]


def test_uptake_that_may_be_masked_or_was_badly_prepared_is_not_counted():
    masked = read(exam("2024", modality="PET", has=["diffuse_myocardial_uptake"], no=["tracer_uptake"]))
    assert [c.code for c in masked.criteria] == ["diffuse_myocardial_uptake"]
    assert read(exam("2024", modality="PET", has=["tracer_uptake"]), typed={"prepared": "inadequate"}) is None


def test_a_mass_gone_from_an_exam_that_can_tell_reads_resolved_and_from_a_worse_one_stays_open():
    before = exam("2023-03-10", 21.0, modality="TOE")
    assert read(exam("2024-03-10", "gone", modality="TOE"), before).form == "resolved"
    assert read(exam("2024-03-10", "gone"), before).form == "indeterminate"
    assert read(exam("2024-03-10", "gone", modality="TOE", quality="poor"), before).form == "indeterminate"


def test_a_mass_that_nobody_ever_saw_is_not_resolved():
    found = read(exam("2024-03-10", "gone", modality="TOE"))
    assert (found.form, text(found.why).split(",")[0]) == ("indeterminate", "The mass is not visible")


def test_after_an_excision_no_form_is_read():
    assert read(exam("2024", annulus="excised", has=["acoustic_shadowing"])) is None


def test_the_reader_and_the_features_may_disagree():
    seen = exam("2024-03-10", has=["acoustic_shadowing"], no=["echolucent_core"])
    assert read(seen).decided == ""
    agrees = read(seen, form("2024-03-10", "mac", exam=seen.id))
    differs = read(seen, form("2024-03-10", "ccma", exam=seen.id))
    unsure = read(seen, form("2024-03-10", "indeterminate", exam=seen.id))
    assert [(r.decided, r.disagrees) for r in (agrees, differs, unsure)] == [
        ("mac", False), ("ccma", True), ("indeterminate", False)
    ]  # fmt: skip


def test_typed_readings_count_only_where_one_lesion_can_be_meant():
    seen = replace(exam("2024", modality="CT"), typed={"core_density": "hypodense"})
    assert read_form(history(seen), seen, L).form == "ccma"
    assert read_form(history(seen, lesions=(L, "L2")), seen, L) is None


def test_partial_rupture_as_allwood_published_it_reads_ruptured():
    found = read(exam("~2020", modality="TOE", strand=6.0, has=["capsule_defect"]))
    assert found.form == "ruptured_ccma"
    assert "Capsule interrupted" in text(found.why)


def test_figure_2_goes_from_mac_to_fistula_in_two_weeks():
    first = exam("2025-01-01", modality="TOE", has=["acoustic_shadowing"], no=["echolucent_core"])
    second = exam("2025-01-15", modality="TOE", has=["echolucent_core", "fistula", "mr_through_lesion"])
    both = history(first, second)
    assert [read_form(both, seen, L).form for seen in (first, second)] == ["mac", "ruptured_ccma"]


@pytest.mark.parametrize("table", [FEATURES, TYPED])
def test_every_criterion_names_its_sentence_and_never_says_yes_and_no_to_one_form(table):
    for says in (says for values in table.values() for says in values.values()):
        assert says.source.startswith(("Table 2, ", "§4"))
        assert set(says.supports) | set(says.contradicts) <= ALL
        assert not set(says.supports) & set(says.contradicts)


def test_every_criterion_is_about_a_feature_and_a_value_that_exist():
    values = {term.code for term in VALUES}
    for feature, table in FEATURES.items():
        details = {term.code for term in FEATURE[feature].details}
        for said in table:
            value, _, detail = said.partition(":")
            assert value in values
            assert not detail or detail in details
