"""The words of the product, each in one sentence, with where it comes from."""

from __future__ import annotations

from typing import NamedTuple

from registry.wording import worded


class Word(NamedTuple):
    """One word: what it is called by in addresses, how it is written, what it means."""

    code: str
    word: str
    meaning: str

    def read(self) -> Word:
        """In the language of whoever reads it now."""
        return self._replace(word=worded(self.word), meaning=worded(self.meaning))


GLOSSARY: tuple[Word, ...] = (
    Word("mac", "MAC", "Mitral annular calcification: calcium in the fibrous ring of the mitral valve (review §1)."),
    Word(
        "ccma",
        "CCMA",
        "Caseous calcification of the mitral annulus: a liquefactive necrosis within a severely calcified annulus "
        "(review §1). No SNOMED CT, LOINC or ICD code exists for it; forms carry the local system urn:annulus:lesion.",
    ),
    Word(
        "form",
        "Form",
        "MAC, CCMA, ruptured CCMA, resolved or indeterminate: as a person read it, and beside it as the features of "
        "Table 2 read.",
    ),
    Word("resolved", "Resolved", "No mass is seen any more by an exam able to show it; not the same as smaller."),
    Word(
        "course",
        "Course",
        "What the sizes of one target say: regression, stability, progression, abrupt change, or not enough "
        "information. Its cut-offs are ours; no growth rate of CCMA has been published.",
    ),
    Word(
        "heading",
        "Heading",
        "Where the patient is going: toward regression, stable, toward rupture, ruptured or undecided, always with its "
        "reasons, never with a percentage of rupture for one patient.",
    ),
    Word(
        "prior",
        "Under our prior",
        "A probability that rests on an assumption about growth that no registry has tested yet: slopes spread around "
        "nought with an SD of 2 mm a year. Not a frequency among patients.",
    ),
    Word(
        "rate",
        "± of a rate",
        "The 95 % interval of the slope at the last exam, from the measurement errors and the drift that the policy "
        "assumes.",
    ),
    Word(
        "z",
        "z",
        "How many standard deviations an exam day lies from what the exams before it let expect: one test a day, for "
        "all readings together.",
    ),
    Word(
        "live",
        "Live, historical",
        "A finding of the last 30 days without a later operation, decision, closure or death is live: it opens a card. "
        "Older ones keep their severity, are shown, and open none.",
    ),
    Word(
        "present",
        "New, first recorded",
        "“New” is said only when an earlier exam able to show the feature read it absent; otherwise “first recorded”. "
        "A feature stays until an exam able to show it reads absent.",
    ),
    Word(
        "not_visible",
        "Not visible",
        "The target lies below what the exam can show (3 mm, ours); it is not 0 mm, and it counts only where the exam "
        "could have shown it.",
    ),
    Word("sd", "SD of one reading", "How far readings of one unchanged lesion scatter; ours until repeat reads."),
    Word("severity", "S4, S3, S2, S1, T", "Same day; within 7 days; within 30 days; a note; a task for the nurse."),
    Word("window", "Window", "Earliest, target and latest day of the next exam, from the plan by state or one's own."),
    Word("nominal", "≈, nominal", "A report gives intervals, not dates: the origin is ours, only the intervals count."),
    Word("toe", "TOE, TEE", "Transoesophageal echocardiography: the two abbreviations mean the same."),
    Word(
        "cmr",
        "CMR",
        "Cardiac magnetic resonance. The legend of the review's Table 1 says “cardiac computed tomography” by mistake.",
    ),
    Word("mr", "MR", "Mitral regurgitation; magnetic resonance is always written CMR here."),
    Word("policy", "Policy", "The versioned numbers of a centre; unsigned until a cardiologist of the centre signs."),
)
