"""What follows from the facts and is remembered, and the deeds of people in following up."""

from __future__ import annotations

from surveillance.models.alert import GRAVEST_FIRST, SEVERITY_TERMS, Alert, AlertStep, Signal, SignalStep
from surveillance.models.follow_up import (
    CARD,
    LONGEST_BOOKING_MONTHS,
    LONGEST_PLAN_MONTHS,
    Appointment,
    Assignment,
    ClinicDay,
    Contact,
    FollowUpPlan,
)
from surveillance.models.standing import COURSES, HEADINGS, STATUSES, Standing, SweepRun
from surveillance.models.work import Job, Outbox

__all__ = [
    "CARD",
    "COURSES",
    "GRAVEST_FIRST",
    "HEADINGS",
    "LONGEST_BOOKING_MONTHS",
    "LONGEST_PLAN_MONTHS",
    "SEVERITY_TERMS",
    "STATUSES",
    "Alert",
    "AlertStep",
    "Appointment",
    "Assignment",
    "ClinicDay",
    "Contact",
    "FollowUpPlan",
    "Job",
    "Outbox",
    "Signal",
    "SignalStep",
    "Standing",
    "SweepRun",
]
