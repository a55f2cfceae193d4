"""The facts of the registry."""

from registry.models.centre import Centre, Staff, User
from registry.models.event import Condition, Event, LabResult, Treatment, Visit
from registry.models.exam import Exam, ExamPart, Feature, Measurement
from registry.models.fact import Dated, Fact, PatientFact
from registry.models.lesion import FormAssessment, Lesion, LesionDescription
from registry.models.patient import Closure, Demographics, Identity, Patient
from registry.models.policy import SignedPolicy
from registry.models.reading import CMRReading, CTReading, EchoReading, NuclearReading, Reading
from registry.models.team import Decision, TeamAnswer, TeamBrief

__all__ = [
    "CMRReading", "CTReading", "Centre", "Closure", "Condition", "Dated", "Decision", "Demographics", "EchoReading",
    "Event", "Exam", "ExamPart", "Fact", "Feature", "FormAssessment", "Identity", "LabResult", "Lesion",
    "LesionDescription", "Measurement", "NuclearReading", "Patient", "PatientFact", "Reading", "SignedPolicy",
    "Staff", "TeamAnswer", "TeamBrief", "Treatment", "User", "Visit",
]  # fmt: skip
