"""M3: core enlarging."""

from __future__ import annotations

from tests.engine.rules.histories import exam, history, severities, signals, treatment

CORES = tuple(exam(f"{2022 + n}-01-10", core=6 + 4 * n) for n in range(5))
AREAS = exam("2025-06-01", has=("echolucent_core",), details={"echolucent_core": "areas"})
LARGE = exam("2026-05-20", has=("echolucent_core",), details={"echolucent_core": "large_anechoic"})


def test_a_growing_core_is_m3_and_not_g1_too() -> None:
    """4 mm a year: said once."""
    assert severities("M3", history(*CORES)) == ["S3"]
    assert severities("G1", history(*CORES)) == []


def test_an_abrupt_rise_of_the_core_is_m3_and_not_g2_too() -> None:
    """The rise of a mass stays G2's."""
    found = [exam(f"{2023 + n}-05-20", core=8) for n in range(3)]
    assert severities("M3", history(*found, exam("2026-05-20", core=30))) == ["S3"]
    assert severities("G2", history(*found, exam("2026-05-20", core=30))) == []
    mass = [exam(f"{2023 + n}-05-20", 20) for n in range(3)]
    assert severities("M3", history(*mass, exam("2026-05-20", 45))) == []


def test_areas_that_became_large_and_anechoic_are_s3() -> None:
    """Since the exam that first said so."""
    found = signals("M3", history(AREAS, LARGE))
    assert [(s.severity, s.anchor) for s in found] == [("S3", f"L1:large_anechoic:{LARGE.id}")]


def test_a_steady_core_and_one_first_read_as_large_are_silent() -> None:
    """Nothing has enlarged as far as is known."""
    assert severities("M3", history(AREAS)) == []
    assert severities("M3", history(LARGE)) == []
    assert severities("M3", history()) == []


def test_it_ends_when_the_core_reads_absent_and_is_historical_once_old() -> None:
    """An operation ends it too."""
    assert severities("M3", history(AREAS, LARGE, exam("2026-05-25", no=("echolucent_core",)))) == []
    assert severities("M3", history(AREAS, LARGE, treatment("2026-05-25", "excision"))) == []
    old = exam("2026-02-01", has=("echolucent_core",), details={"echolucent_core": "large_anechoic"})
    assert severities("M3", history(AREAS, old)) == ["S3h"]
