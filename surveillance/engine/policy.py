"""The numbers of a centre, typed: each with its unit and its origin. Pure; what ships is the default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from surveillance.engine.message import Message, Text, say

OURS = say("policy.ours")
INTERVALS = say("policy.intervals")
EMBOLIC = say("policy.embolic")
SEVERE_MR = say("policy.severe_mr")
STENOSIS = say("policy.stenosis")
CONSEQUENCE = say("policy.consequence")
LARGE = say("policy.large")


def number(value: float, unit: str, origin: Message = OURS) -> Any:
    """A policy number with its unit and the sentence that says where it comes from."""
    return field(default=value, metadata={"unit": unit, "origin": origin})


def ours(why: Message) -> Message:
    """A default of ours and what it rests on."""
    return say("policy.ours_for", why=why)


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
    error_tte: float = number(2.0, "mm", ours(say("policy.error_tte")))
    error_toe: float = number(1.5, "mm")
    error_ct: float = number(1.2, "mm", ours(say("policy.error_ct")))
    error_cmr: float = number(1.5, "mm")
    error_relative: float = number(0.06, "mm per mm of predicted size")
    other_reader_factor: float = number(1.25, "1")
    axis_correlation: float = number(0.3, "correlation", ours(say("policy.axis_correlation")))
    reread_correlation: float = number(0.7, "correlation", ours(say("policy.reread_correlation")))
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
    rate_span_days: float = number(31, "d", ours(say("policy.rate_span_days")))
    steady_span: float = number(2.0, "y", ours(say("policy.steady_span")))
    steady_gap: float = number(2.5, "y", ours(say("policy.steady_gap")))
    decide_exams: float = number(10, "exams", ours(say("policy.decide_exams")))
    largest_size: float = number(120.0, "mm", ours(say("policy.largest_size")))
    # rules (CLINICAL B)
    early_progression_probability: float = number(0.95, "probability")
    early_progression_span: float = number(1.0, "y")
    progression_exams: float = number(3, "exam days")
    progression_same_modality: float = number(2, "exam days")
    watch_probability: float = number(0.50, "probability")
    watch_interval_months: float = number(3, "mo", ours(say("policy.watch_interval_months")))
    watch_successions: float = number(2, "exams")
    size_context: float = number(10.0, "mm", LARGE)
    suspicious_z: float = number(6.0, "SD")
    suspicious_ratio_low: float = number(8.0, "1")
    suspicious_ratio_high: float = number(12.5, "1")
    watch_days_s4: float = number(7, "d", ours(say("policy.watch_days_s4")))
    watch_days_s3: float = number(92, "d", ours(say("policy.watch_days_s3")))
    watch_days_s2: float = number(366, "d", ours(say("policy.watch_days_s2")))
    answer_hours_s4: float = number(4, "h", ours(say("policy.answer_hours_s4")))
    answer_days_s3: float = number(7, "d", ours(say("policy.answer_days_s3")))
    answer_days_s2: float = number(30, "d", ours(say("policy.answer_days_s2")))
    live_days: float = number(30, "d")
    infection_days: float = number(183, "d")
    vegetation_size: float = number(10.0, "mm", EMBOLIC)
    mr_severe_eroa: float = number(0.40, "cm2", SEVERE_MR)
    mr_severe_rvol: float = number(60.0, "mL", SEVERE_MR)
    acute_mr_days: float = number(30, "d", ours(say("policy.acute_mr_days")))
    gradient_moderate: float = number(5.0, "mm[Hg]", STENOSIS)
    gradient_severe: float = number(10.0, "mm[Hg]", STENOSIS)
    gradient_rise: float = number(3.0, "mm[Hg]", ours(say("policy.gradient_rise")))
    gradient_rate_apart: float = number(10.0, "/min", ours(say("policy.gradient_rate_apart")))
    mr_lvef: float = number(60.0, "%", CONSEQUENCE)
    mr_lvesd: float = number(40.0, "mm", CONSEQUENCE)
    mr_pasp: float = number(50.0, "mm[Hg]", CONSEQUENCE)
    urgent_days: float = number(183, "d", ours(say("policy.urgent_days")))
    # next imaging (CLINICAL, protocol engine)
    ask_again_days: float = number(30, "d", ours(say("policy.ask_again_days")))
    egfr_caution: float = number(30, "mL/min", ours(say("policy.egfr_caution")))
    egfr_age_months: float = number(3, "mo", ours(say("policy.egfr_age_months")))
    planning_ct_months: float = number(12, "mo", ours(say("policy.planning_ct_months")))
    conflict_days: float = number(30, "d")
    # plans by state (CLINICAL B1)
    earliest_months: float = number(6, "mo", INTERVALS)
    latest_months: float = number(12, "mo", INTERVALS)
    short_months: float = number(6, "mo", ours(say("policy.short_months")))
    ruptured_months: float = number(3, "mo")
    operated_baseline_days: float = number(14, "d", ours(say("policy.operated_baseline_days")))
    operated_first_months: float = number(1, "mo")
    operated_second_months: float = number(12, "mo")
    regressed_apart_months: float = number(6, "mo")
    due_soon_days: float = number(30, "d")
    escalate_days: float = number(30, "d", ours(say("policy.escalate_days")))
    failed_contacts: float = number(3, "contacts")
    long_overdue_fraction: float = number(0.5, "of the interval")
    long_overdue_months: float = number(18, "mo")
    # the Heart Team (CLINICAL A11, X4)
    team_answer_months: float = number(6, "mo", ours(say("policy.team_answer_months")))
    team_severe_gradient: float = number(10.0, "mm[Hg]", say("policy.severe_stenosis"))
    decision_emergency_days: float = number(1, "d", ours(say("policy.decision_emergency_days")))
    decision_urgent_days: float = number(7, "d", ours(say("policy.decision_urgent_days")))
    decision_elective_days: float = number(90, "d", ours(say("policy.decision_elective_days")))
    version: str = field(default="default", metadata={"unit": "", "origin": say("policy.ships")})
    signed: bool = field(default=False, metadata={"unit": "", "origin": say("policy.cardiologist")})

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


def origin(name: str) -> Text:
    """Where the number `name` of the policy comes from."""
    found: Text = _ABOUT[name]["origin"]
    return found


def unit(name: str) -> str:
    """The unit of the number `name` of the policy."""
    return str(_ABOUT[name]["unit"])
