"""The branches of the review's Figure 6 as reconstructed: its words, quoted, and what this product says instead."""

from __future__ import annotations

from dataclasses import dataclass

from surveillance.engine.message import Message, say

FOLLOW_UP = "follow_up"  # the branch that is reached by "no" to every question
RECONSTRUCTION = say("paper.reconstruction")
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
    title: Message
    short: Message  # the paper's word in the drawing
    paper: tuple[Quote, ...]
    advice: Message
    against: tuple[Quote, ...] = ()


_COMPLICATED = (
    "In complicated CCMA, that is CCMA associated with MV dysfunction, embolic manifestations, infective endocarditis, "
    "fistulization or when the possibility of a tumor cannot be ruled out, surgical intervention (i.e., MV replacement "
    "or repair) is indicated"
)
_INDICATED = say("paper.indicated_short")
_SURGERY = Quote(_COMPLICATED, "review §5")
_CONTENT = "Risk of embolization of caseous material → anticoagulation ineffective"
_FIBRILLATION = (
    "Risk of embolization secondary to atrial fibrillation due to annular dysfunction → anticoagulation indicated"
)

BRANCHES: tuple[Branch, ...] = (
    Branch(
        "ruptured", 1, say("paper.ruptured"), say("paper.ruptured_short"),
        (Quote(
            "the rupture of the mitral annulus with pseudoaneurysm formation or ventricular-atrial fistulization, as "
            "well as leakage of caseous material, needs surgical approach, as percutaneous treatment can be "
            "ineffective or detrimental", "review §5"),),
        say("paper.ruptured_advice"),
        (Quote(
            "Surgical/percutaneous mitral valve replacement/repair in severe mitral valve dysfunction and/or caseous "
            "material embolization", "review Table 2, column of ruptured CCMA"),),
    ),
    Branch(
        "infected", 2, say("paper.infected"), _INDICATED, (_SURGERY,),
        say("paper.infected_advice"),
        (Quote("Endocarditis prophylaxis useful", "review Table 2, column of CCMA"),
         Quote("it is not known whether patients with CCMA may benefit from endocarditis prophylaxis", "review §6")),
    ),
    Branch(
        "embolism", 3, say("paper.embolism"), _INDICATED,
        (_SURGERY, Quote(_CONTENT, "review Table 2, column of ruptured CCMA")),
        say("paper.embolism_advice"),
        (Quote(_FIBRILLATION, "review Table 2, column of MAC: another indication"),),
    ),
    Branch(
        "tumour", 4, say("paper.tumour"), _INDICATED, (_SURGERY,),
        say("paper.tumour_advice"),
    ),
    Branch(
        "valve", 5, say("paper.valve"), say("paper.valve_short"),
        (_SURGERY, Quote(
            "significant MV dysfunction, i.e., mitral regurgitation at the level of leaflets, can be effectively "
            "approached by TEER or, alternatively, TMVR if annular calcification is extensive", "review §5")),
        say("paper.valve_advice"),
        (Quote("only one case of successful TEER intervention has hitherto been reported", "review §5"),
         Quote("further data are needed before this approach can be recommended", "review §5")),
    ),
    Branch(
        "high_risk", 6, say("paper.high_risk"), say("paper.high_risk_short"),
        (Quote(
            "may suggest an interventional approach in cases suggesting increased risk of CCMA complications, such as "
            "a rapidly expanding CCMA, as seen in dialysis patients, or in cases of increased infectious risk",
            "review §5"),),
        say("paper.high_risk_advice"),
    ),
    Branch(
        FOLLOW_UP, 7, say("paper.follow_up"), say("paper.follow_up_short"),
        (Quote(
            "regular clinical and echocardiographic follow-up intervals of 6–12 months, performed in the setting of a "
            "Heart Valve Clinic", "review §5"),),
        say("paper.follow_up_advice"),
    ),
)  # fmt: skip
BRANCH = {branch.code: branch for branch in BRANCHES}
