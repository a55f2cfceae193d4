"""One valid document for each kind of fact, as a machine would send it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

TODAY = date.today()  # noqa: DTZ011  the API reads the clock, so its facts are dated from it


def days_ago(days: int) -> str:
    """An ISO date that the API takes as past."""
    return (TODAY - timedelta(days=days)).isoformat()


SAMPLES: dict[str, dict[str, Any]] = {
    "exams": {
        "on": days_ago(20),
        "modality": "TTE",
        "annulus": "measured",
        "quality": "good",
        "measurements": [{"size_mm": 22.0}, {"size_mm": 14.5, "axis": "short"}],
        "features": [{"feature": "acoustic_shadowing", "value": "present"}],
        "forms": [{"form": "ccma", "confidence": "probable"}],
        "reading": {"mr_grade": "mild", "lvef_percent": 58},
    },
    "appointments": {"on": (TODAY + timedelta(days=10)).isoformat(), "modality": "TTE", "reason": "patient asked"},
    "contacts": {"on": days_ago(1), "way": "phone", "outcome": "no_answer"},
    "demographics": {"sex": "F", "birth": "1941"},
    "lesion-descriptions": {"annulus": "posterior", "segments": ["P2", "P3"], "arc_deg": 95},
    "form-assessments": {"on": days_ago(15), "form": "ccma", "by_cardiologist": True},
    "events": {"on": days_ago(40), "kind": "tia", "attribution": "possible", "workup": []},
    "conditions": {"kind": "dialysis", "since": "2021-05"},
    "treatments": {"on": days_ago(90), "kind": "anticoagulation_af"},
    "visits": {"on": days_ago(20), "nyha": "2", "pulse": 72},
    "lab-results": {"on": days_ago(30), "kind": "creatinine", "value": 88, "unit": "umol/L", "high": 104},
    "team-briefs": {"on": days_ago(6), "sts_percent": 4.2, "frailty": 3, "dialysis_days": ["mon", "wed", "fri"]},
    "team-answers": {"on": days_ago(5), "question": "tumour", "answer": "no", "basis": "CMR: no perfusion"},
    "decisions": {"on": days_ago(5), "question": "Operate?", "decision": "No, follow up"},
    "closures": {"on": days_ago(1), "reason": "transferred"},
    "plans": {"kind": "interval", "earliest_months": 3, "latest_months": 6, "set_on": days_ago(2), "reason": "asked"},
    "assignments": {"owner": "api-nurse"},
}
CHANGES: dict[str, dict[str, Any]] = {
    "exams": {"reader": "second reader"},
    "appointments": {"on": (TODAY + timedelta(days=20)).isoformat()},
    "contacts": {"note": "left a message"},
    "demographics": {"birth": "1941-02"},
    "lesion-descriptions": {"arc_deg": 100},
    "form-assessments": {"confidence": "certain"},
    "events": {"detail": "left arm"},
    "conditions": {"until": "2024"},
    "treatments": {"detail": "apixaban"},
    "visits": {"pulse": 70},
    "lab-results": {"value": 89},
    "team-briefs": {"wishes": "no operation"},
    "team-answers": {"answer": "cannot_tell"},
    "decisions": {"dissent": "the surgeon"},
    "closures": {"note": "moved to the coast"},
    "plans": {"latest_months": 9},
    "assignments": {"owner": "api-cardiologist"},
}
