"""The words of the clinic: the ECG and symptoms of a visit, and the Heart Team. Pure, like registry.terms."""

from __future__ import annotations

from registry.vocabulary.terms import Term, Terms

CONDUCTIONS: Terms = (
    Term("normal", "Normal conduction on ECG"),
    Term("av_block_1", "AV block, first degree", "SCT|270492004"),
    Term("av_block_2", "AV block, second degree", "SCT|195042002"),
    Term("av_block_3", "AV block, third degree", "SCT|27885002"),
    Term("lbbb", "Left bundle branch block", "SCT|63467002"),
    Term("rbbb", "Right bundle branch block", "SCT|59118001"),
)
SYMPTOMS: Terms = (
    Term("dyspnoea", "Dyspnoea", "SCT|267036007"),
    Term("syncope", "Syncope", "SCT|271594007"),
    Term("palpitations", "Palpitations"),
    Term("fever", "Fever"),
    Term("focal_neurology", "Focal neurology"),
    Term("chest_pain", "Chest pain"),
)
TEAM_QUESTIONS: Terms = (  # the branches of the review's Figure 6 as reconstructed in CLINICAL A11, in their order
    Term("ruptured", "Fistula, pseudoaneurysm or leak"),
    Term("infected", "Endocarditis or sepsis"),
    Term("embolism", "Embolism without another cause after the full work-up"),
    Term("tumour", "A tumour cannot be ruled out"),
    Term("valve", "Severe valve dysfunction without rupture"),
    Term("high_risk", "High-risk feature: rapid growth, dialysis, infectious risk"),
)
TEAM_ANSWERS: Terms = (Term("yes", "Yes"), Term("no", "No"), Term("cannot_tell", "Cannot tell"))
URGENCIES: Terms = (Term("emergency", "Emergency"), Term("urgent", "Urgent"), Term("elective", "Elective"))
CORONARIES: Terms = (
    Term("normal", "Normal"),
    Term("non_obstructive", "Disease without obstruction"),
    Term("one_vessel", "One vessel obstructed"),
    Term("two_vessels", "Two vessels obstructed"),
    Term("three_vessels", "Three vessels or left main obstructed"),
)
BRAIN_IMAGES: Terms = (
    Term("not_done", "Not done"),
    Term("normal", "No lesion"),
    Term("ischaemia", "Recent ischaemia"),
    Term("old_ischaemia", "Old ischaemia"),
    Term("haemorrhage", "Haemorrhage"),
    Term("abscess", "Abscess or mycotic aneurysm"),
)
WEEKDAYS: Terms = tuple(Term(day[:3].lower(), day) for day in (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
))  # fmt: skip
