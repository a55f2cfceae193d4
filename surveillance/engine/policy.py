"""The numbers of a centre, typed: each with its unit and its origin. Pure; what ships is the default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

OURS = "our default, no published cut-off"
INTERVALS = "review §5: 'regular clinical and echocardiographic follow-up intervals of 6–12 months'"
EMBOLIC = "published: embolic-risk size of a vegetation, ESC and AHA summaries (PMC7791243)"
SEVERE_MR = "published: 2020 ACC table of severe mitral regurgitation"
STENOSIS = "published: bands of the mean gradient, ACC journal scan 2020"
CONSEQUENCE = "published: 2020 ACC/AHA guideline, severe primary mitral regurgitation"
LARGE = "review Table 2, ruptured column only: 'may be indicated'; context, never an alarm"


def number(value: float, unit: str, origin: str = OURS) -> Any:
    """A policy number with its unit and the sentence that says where it comes from."""
    return field(default=value, metadata={"unit": unit, "origin": origin})


HOURS_PER_DAY = 24.0
ANSWER_NUMBERS = {"S4": "answer_hours_s4", "S3": "answer_days_s3", "S2": "answer_days_s2"}  # of each kind of card


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of a centre's numbers. Sources are sections of CLINICAL and of the review paper."""

    # the growth engine (CLINICAL D1)
    level_drift: float = number(0.25, "mm²/y")
    slope_drift: float = number(0.5, "mm²/y³")
    slope_prior_sd: float = number(2.0, "mm/y")
    growth_threshold: float = number(1.0, "mm/y")
    offset_sd: float = number(1.5, "mm")
    error_tte: float = number(2.0, "mm", OURS + "; between AAA inter-observer 1.7 and Schmidt 2.8")
    error_toe: float = number(1.5, "mm")
    error_ct: float = number(1.2, "mm", OURS + "; between core-lab 0.9 and routine 2.6")
    error_cmr: float = number(1.5, "mm")
    error_relative: float = number(0.06, "mm per mm of predicted size")
    other_reader_factor: float = number(1.25, "1")
    axis_correlation: float = number(0.3, "correlation", OURS + "; errors of the axes of one exam")
    reread_correlation: float = number(0.7, "correlation", OURS + "; errors of two readings of the same images")
    rounding_default: float = number(1.0, "mm")
    detection_limit: float = number(3.0, "mm")
    not_visible_mean: float = number(1.5, "mm")
    not_visible_sd: float = number(0.9, "mm")
    abrupt_z: float = number(2.5, "SD")
    step_sd: float = number(8.0, "mm")
    misreading_sd: float = number(10.0, "mm")
    prior_drift: float = number(0.95, "probability")
    prior_step: float = number(0.03, "probability")
    prior_misreading: float = number(0.02, "probability")
    course_probability: float = number(0.80, "probability")
    rate_span_days: float = number(31, "d", OURS + "; a date may be known no better than to the month")
    steady_span: float = number(2.0, "y", OURS + "; for so long a steady lesion was looked at without a gap")
    steady_gap: float = number(2.5, "y", OURS + "; a longer gap between exams hides what begins in it")
    decide_exams: float = number(10, "exams", OURS + "; how far ahead 'exams to decide' looks")
    largest_size: float = number(120.0, "mm", OURS + "; sanity range of a lesion diameter")
    # rules (CLINICAL B)
    early_progression_probability: float = number(0.95, "probability")
    early_progression_span: float = number(1.0, "y")
    progression_exams: float = number(3, "exam days")
    progression_same_modality: float = number(2, "exam days")
    watch_probability: float = number(0.50, "probability")
    watch_interval_months: float = number(3, "mo", OURS + "; shorter than the review's 6 to 12 months")
    watch_successions: float = number(2, "exams")
    size_context: float = number(10.0, "mm", LARGE)
    suspicious_z: float = number(6.0, "SD")
    suspicious_ratio_low: float = number(8.0, "1")
    suspicious_ratio_high: float = number(12.5, "1")
    watch_days_s4: float = number(7, "d", OURS + "; a same-day alert is not watched for longer than a week")
    watch_days_s3: float = number(92, "d", OURS + "; three months")
    watch_days_s2: float = number(366, "d", OURS + "; the latest day of the review's 6 to 12 months")
    answer_hours_s4: float = number(4, "h", OURS + "; then the deputy cardiologist is told")
    answer_days_s3: float = number(7, "d", OURS + "; then the deputy cardiologist is told")
    answer_days_s2: float = number(30, "d", OURS + "; then the deputy cardiologist is told")
    live_days: float = number(30, "d")
    infection_days: float = number(183, "d")
    vegetation_size: float = number(10.0, "mm", EMBOLIC)
    mr_severe_eroa: float = number(0.40, "cm2", SEVERE_MR)
    mr_severe_rvol: float = number(60.0, "mL", SEVERE_MR)
    acute_mr_days: float = number(30, "d", OURS + "; heart failure this near to severe MR makes it acute")
    gradient_moderate: float = number(5.0, "mm[Hg]", STENOSIS)
    gradient_severe: float = number(10.0, "mm[Hg]", STENOSIS)
    gradient_rise: float = number(3.0, "mm[Hg]", OURS + "; degenerative stenosis gains 0.8 ± 0.8 mmHg a year")
    gradient_rate_apart: float = number(10.0, "/min", OURS + "; a mean gradient rises with the heart rate")
    mr_lvef: float = number(60.0, "%", CONSEQUENCE)
    mr_lvesd: float = number(40.0, "mm", CONSEQUENCE)
    mr_pasp: float = number(50.0, "mm[Hg]", CONSEQUENCE)
    urgent_days: float = number(183, "d", OURS + "; new heart failure or acute MR asks about rupture this long")
    # next imaging (CLINICAL, protocol engine)
    ask_again_days: float = number(30, "d", OURS + "; never the same exam twice within so long for one question")
    egfr_caution: float = number(30, "mL/min", OURS + "; a caution: check with the local radiology rule")
    egfr_age_months: float = number(3, "mo", OURS + "; an older eGFR is measured again before contrast")
    planning_ct_months: float = number(12, "mo", OURS + "; an older CT does not plan a procedure")
    conflict_days: float = number(30, "d")
    # plans by state (CLINICAL B1)
    earliest_months: float = number(6, "mo", INTERVALS)
    latest_months: float = number(12, "mo", INTERVALS)
    short_months: float = number(6, "mo", OURS + "; the lower end of the review's 6 to 12 months")
    ruptured_months: float = number(3, "mo")
    operated_baseline_days: float = number(14, "d", OURS + "; an exam sooner after the operation is its baseline")
    operated_first_months: float = number(1, "mo")
    operated_second_months: float = number(12, "mo")
    regressed_apart_months: float = number(6, "mo")
    due_soon_days: float = number(30, "d")
    escalate_days: float = number(30, "d", OURS + "; one booking cycle")
    failed_contacts: float = number(3, "contacts")
    long_overdue_fraction: float = number(0.5, "of the interval")
    long_overdue_months: float = number(18, "mo")
    # the Heart Team (CLINICAL A11, X4)
    team_answer_months: float = number(6, "mo", OURS + "; an older answer to a question of Figure 6 is asked again")
    team_severe_gradient: float = number(10.0, "mm[Hg]", STENOSIS + "; the severe one")
    decision_emergency_days: float = number(1, "d", OURS + "; an emergency decision is carried out within a day")
    decision_urgent_days: float = number(7, "d", OURS + "; an urgent decision is carried out within a week")
    decision_elective_days: float = number(90, "d", OURS + "; an elective decision is carried out in three months")
    version: str = field(default="default", metadata={"unit": "", "origin": "ships with the software"})
    signed: bool = field(default=False, metadata={"unit": "", "origin": "a cardiologist of the centre"})

    def longest_watch_days(self, severity: str) -> int:
        """For how many days an alert of that severity may be watched."""
        return int({"S4": self.watch_days_s4, "S3": self.watch_days_s3}.get(severity, self.watch_days_s2))

    def answer_hours(self, severity: str) -> float:
        """How many hours a card of that severity may wait for its answer (X5)."""
        name = ANSWER_NUMBERS[severity]
        value = float(getattr(self, name))
        return value * HOURS_PER_DAY if unit(name) == "d" else value

    def answer_days(self, severity: str) -> int:
        """The same in whole days, for whoever reckons by the day: 4 hours are the same day."""
        return int(self.answer_hours(severity) // HOURS_PER_DAY)

    def error_of(self, modality: str) -> float:
        """SD in mm of one reading by `modality`; unknown or unsized modalities read like TTE."""
        return {"TOE": self.error_toe, "CT": self.error_ct, "CMR": self.error_cmr}.get(modality, self.error_tte)


DEFAULT = Policy()
_ABOUT = {f.name: f.metadata for f in fields(Policy)}
LARGEST = 1000.0  # no number of a policy is larger: days, months, mm, shares


def from_document(document: Mapping[str, float], *, version: str, signed: bool) -> Policy:
    """The policy of a signed document; what it cannot use raises ValueError and is named."""
    known = {f.name for f in fields(Policy)} - {"version", "signed"}
    unknown = sorted(set(document) - known)
    if unknown:
        raise ValueError(f"The policy names {', '.join(unknown)}, which this version does not know.")
    numbers = {k: float(v) for k, v in document.items()}
    wild = sorted(name for name, value in numbers.items() if not 0.0 <= value <= LARGEST)
    if wild:
        raise ValueError(f"The policy gives {', '.join(wild)} no number from 0 to {LARGEST:g}.")
    certain = sorted(name for name, value in numbers.items() if unit(name) == "correlation" and value >= 1.0)
    if certain:
        raise ValueError(f"The policy gives {', '.join(certain)} no number below 1: errors that are one tell nothing.")
    return Policy(**numbers, version=version, signed=signed)


def describe(policy: Policy) -> list[dict[str, object]]:
    """Every number with value, unit and origin, for pages, exports and manifests."""
    return [
        {"name": f.name, "value": getattr(policy, f.name), "unit": f.metadata["unit"], "origin": f.metadata["origin"]}
        for f in fields(policy)
        if f.name not in ("version", "signed")
    ]


def origin(name: str) -> str:
    """Where the number `name` of the policy comes from."""
    return str(_ABOUT[name]["origin"])


def unit(name: str) -> str:
    """The unit of the number `name` of the policy."""
    return str(_ABOUT[name]["unit"])
