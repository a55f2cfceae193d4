"""The branches of the review's Figure 6 as reconstructed: its words, quoted, and what this product says instead."""

from __future__ import annotations

from dataclasses import dataclass

from registry.vocabulary.clinic import TEAM_QUESTIONS
from registry.vocabulary.terms import labels

QUESTIONS = labels(TEAM_QUESTIONS)
FOLLOW_UP = "follow_up"  # the branch that is reached by "no" to every question
RECONSTRUCTION = "Reconstruction of the review's Figure 6 from its §5 and Table 2: the figure is printed as an image"
TEAM = (
    "“Comprehensive evaluation by a dedicated multidisciplinary Heart Team with special expertise in MAC is "
    "recommended”"
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the review and where it stands."""

    words: str
    where: str

    def __str__(self) -> str:
        return f"“{self.words}” ({self.where})"


@dataclass(frozen=True, slots=True)
class Branch:
    """Where one answer leads. `paper` is what the review says, `against` where it says otherwise (CLINICAL A12)."""

    code: str
    number: int
    title: str
    short: str  # the paper's word in the drawing
    paper: tuple[Quote, ...]
    advice: str
    against: tuple[Quote, ...] = ()


_COMPLICATED = (
    "In complicated CCMA, that is CCMA associated with MV dysfunction, embolic manifestations, infective endocarditis, "
    "fistulization or when the possibility of a tumor cannot be ruled out, surgical intervention (i.e., MV replacement "
    "or repair) is indicated"
)
_SURGERY = Quote(_COMPLICATED, "review §5")
_CONTENT = "Risk of embolization of caseous material → anticoagulation ineffective"
_FIBRILLATION = (
    "Risk of embolization secondary to atrial fibrillation due to annular dysfunction → anticoagulation indicated"
)

BRANCHES: tuple[Branch, ...] = (
    Branch(
        "ruptured", 1, "Urgent Heart Team", "paper: “needs surgical approach”",
        (Quote(
            "the rupture of the mitral annulus with pseudoaneurysm formation or ventricular-atrial fistulization, as "
            "well as leakage of caseous material, needs surgical approach, as percutaneous treatment can be "
            "ineffective or detrimental", "review §5"),),
        "Discuss surgery urgently in the Heart Team, with its risk for this patient and the patient's wishes.",
        (Quote(
            "Surgical/percutaneous mitral valve replacement/repair in severe mitral valve dysfunction and/or caseous "
            "material embolization", "review Table 2, column of ruptured CCMA"),),
    ),
    Branch(
        "infected", 2, "TOE, cultures; Heart Team", "paper: surgery “indicated”", (_SURGERY,),
        "Consider cultures, TOE and FDG-PET, treat the infection, and discuss the time of surgery in the Heart Team.",
        (Quote("Endocarditis prophylaxis useful", "review Table 2, column of CCMA"),
         Quote("it is not known whether patients with CCMA may benefit from endocarditis prophylaxis", "review §6")),
    ),
    Branch(
        "embolism", 3, "TOE; Heart Team", "paper: surgery “indicated”",
        (_SURGERY, Quote(_CONTENT, "review Table 2, column of ruptured CCMA")),
        "Consider TOE and discuss surgery in the Heart Team. Anticoagulation does not treat caseous emboli: continue "
        "it for atrial fibrillation or other indications.",
        (Quote(_FIBRILLATION, "review Table 2, column of MAC: another indication"),),
    ),
    Branch(
        "tumour", 4, "CMR or CT; Heart Team", "paper: surgery “indicated”", (_SURGERY,),
        "Consider CMR, or CT where CMR is not possible, and discuss in the Heart Team whether tissue is needed.",
    ),
    Branch(
        "valve", 5, "Heart Team on the valve", "paper: surgery “indicated”; TEER, TMVR",
        (_SURGERY, Quote(
            "significant MV dysfunction, i.e., mitral regurgitation at the level of leaflets, can be effectively "
            "approached by TEER or, alternatively, TMVR if annular calcification is extensive", "review §5")),
        "Discuss repair or replacement in the Heart Team; the sentence on TEER and TMVR concerns regurgitation at the "
        "leaflets, not stenosis.",
        (Quote("only one case of successful TEER intervention has hitherto been reported", "review §5"),
         Quote("further data are needed before this approach can be recommended", "review §5")),
    ),
    Branch(
        "high_risk", 6, "Heart Team: intervene or watch", "paper: Heart Team “may suggest”",
        (Quote(
            "may suggest an interventional approach in cases suggesting increased risk of CCMA complications, such as "
            "a rapidly expanding CCMA, as seen in dialysis patients, or in cases of increased infectious risk",
            "review §5"),),
        "Discuss in the Heart Team whether to intervene or to follow more closely; no published cut-off says which.",
    ),
    Branch(
        FOLLOW_UP, 7, "Follow-up in a Heart Valve Clinic", "paper: “6–12 months”",
        (Quote(
            "regular clinical and echocardiographic follow-up intervals of 6–12 months, performed in the setting of a "
            "Heart Valve Clinic", "review §5"),),
        "Consider follow-up every 6 to 12 months and control of the risk factors.",
    ),
)  # fmt: skip
BRANCH = {branch.code: branch for branch in BRANCHES}
