"""In which units a laboratory reports each test, and between which values it can be true: wide limits, all ours."""

from __future__ import annotations

from registry.vocabulary.terms import Term, Terms

CULTURE = "blood_culture"
LIMITS: dict[str, dict[str, tuple[float, float]]] = {
    "crp": {"mg/L": (0, 1000), "mg/dL": (0, 100)},
    "il6": {"pg/mL": (0, 200_000), "ng/L": (0, 200_000)},
    "calcium": {"mmol/L": (0.5, 6), "mg/dL": (2, 24)},
    "phosphate": {"mmol/L": (0.1, 8), "mg/dL": (0.3, 25)},
    "ca_p_product": {"mmol2/L2": (0.1, 30), "mg2/dL2": (1, 370)},
    "pth": {"pg/mL": (0, 10_000), "ng/L": (0, 10_000), "pmol/L": (0, 1060)},
    "creatinine": {"umol/L": (5, 4000), "mg/dL": (0.05, 45)},
    "egfr": {"mL/min/1.73m2": (0, 250), "mL/min": (0, 250)},
    "dialysate_calcium": {"mmol/L": (0, 4), "mEq/L": (0, 8), "mg/dL": (0, 16)},
    CULTURE: {"": (0, 1), "1": (0, 1)},
}
WITHOUT = ("", "1")  # no unit: UCUM writes 1
UNITS: Terms = tuple(
    Term(unit, "no unit" if unit in WITHOUT else unit)
    for unit in sorted({unit for by_unit in LIMITS.values() for unit in by_unit} - {""})
)
HIGHEST = max(high for by_unit in LIMITS.values() for _low, high in by_unit.values())
