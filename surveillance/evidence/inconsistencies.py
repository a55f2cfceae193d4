"""Where the review contradicts itself or its sources, and what the software does about each."""

from __future__ import annotations

from typing import NamedTuple

from registry.wording import worded


class Inconsistency(NamedTuple):
    """One of them: the paper's words, what is done, and the place of the software that does it."""

    number: int
    problem: str
    action: str
    where: str

    def read(self) -> Inconsistency:
        """In the language of whoever reads it now; the place is a path."""
        return self._replace(problem=worded(self.problem), action=worded(self.action))


INCONSISTENCIES: tuple[Inconsistency, ...] = (
    Inconsistency(
        1,
        "The legend of Table 1 explains CMR as “cardiac computed tomography”; the list of abbreviations has it right.",
        "CMR means magnetic resonance everywhere; the glossary says so, and published cases that name CMR are CMR.",
        "registry/vocabulary/terms.py (MODALITIES); glossary “CMR”",
    ),
    Inconsistency(
        2,
        "The core of CCMA measures 40 HU in §4 and 400 HU in Table 2 (beside “no enhancement”).",
        "Attenuation is recorded as a number with region, phase and tube voltage. No rule and no reading of the form "
        "rests on it; separate reports support both figures.",
        "registry/models/reading.py (CTReading)",
    ),
    Inconsistency(
        3,
        "Sizes of one row of Table 1 are printed “−10 × 9 mm −20 mm −29 × 14 mm”.",
        "The hyphens are bullets of a list. A negative size is refused with that question; no sign is dropped.",
        "registry/sizes.py (parse_size)",
    ),
    Inconsistency(
        4,
        "The order of the axes varies (35 × 40).",
        "Sizes stand largest first; the text as reported is kept beside.",
        "surveillance/evidence/observations.py; entry of exams",
    ),
    Inconsistency(
        5,
        "Cavity, mass, vegetation and strand stand mixed under “Dimensions”; one case has 34 × 16 mm and 5 cm.",
        "Target and axis are mandatory; a trajectory never leaves one target; the second extent of that case, whose "
        "axis is not stated, stays a note.",
        "registry/models/exam.py (Measurement); surveillance/engine/growth/series.py",
    ),
    Inconsistency(
        6,
        "Thirteen reports “clearly reported rupture”, but references 12, 13 and 15 describe none, and 10 and 11 are "
        "endocarditis on MAC.",
        "Each published case carries our reading of its rupture; no incidence is computed from Table 1.",
        "registry/data/published_cases.csv (rupture_status)",
    ),
    Inconsistency(
        7,
        "The shortest interval to rupture is “1 months” in §2 and two weeks in Figure 2.",
        "Any interval is allowed; Figure 2 is one of the published cases; I1 asks in every enrolled patient.",
        "surveillance/engine/rules/i1.py",
    ),
    Inconsistency(
        8,
        "“Autopsy series … 0.6 up to 2.7%”: 0.6 % is from echo, 2.7 % from necropsy.",
        "The two are cited apart, wherever they are cited.",
        "no figure of prevalence is shown",
    ),
    Inconsistency(
        9,
        "19.2 % embolic events is called an incidence; it is a share of case reports (25 of 130).",
        "Never shown as a rate or a risk; atrial fibrillation beside an embolism is named as another source.",
        "surveillance/engine/rules/e1.py",
    ),
    Inconsistency(
        10,
        "67Ga and 99mTc-MDP stand in the row of positron emission tomography.",
        "They are tracers of nuclear imaging (NM); PET takes FDG.",
        "registry/vocabulary/readings.py (TRACERS)",
    ),
    Inconsistency(
        11,
        "Endocarditis prophylaxis is “useful” in Table 2 and “not known” in §6.",
        "It is recorded as a treatment; nothing is recommended.",
        "registry/vocabulary/terms.py (TREATMENTS)",
    ),
    Inconsistency(
        12,
        "T2: a hypointense rim in Table 2, a ring-like hyperintensity in §4; Monti found low T1 and low T2.",
        "Centre and rim are recorded freely for each sequence; no signal decides the form.",
        "registry/models/reading.py (CMRReading)",
    ),
    Inconsistency(
        13,
        "Anticoagulation is “indicated” in the MAC column (for atrial fibrillation) and “ineffective” for caseous "
        "emboli.",
        "Two indications, recorded apart; the advice for rupture says to continue it for atrial fibrillation.",
        "registry/vocabulary/terms.py (TREATMENTS); surveillance/engine/rules/r1.py",
    ),
    Inconsistency(14, "TEE and TOE are both used.", "One word, TOE; the glossary names the other.", "glossary “TOE”"),
    Inconsistency(
        15,
        "A regression is called shrinkage; the report itself says that the mass disappeared.",
        "“Smaller” and “not visible” are different: not visible is censored below what the exam can show, never 0 mm, "
        "and asks about silent rupture (G6).",
        "surveillance/engine/lesion/vanishing.py; surveillance/engine/rules/g6.py",
    ),
    Inconsistency(
        16,
        "One row (Fujiwara) merges three patients.",
        "Three patients by size; what the row tells of all of them is no inference about one.",
        "registry/data/published_cases.csv (T1-08a to c)",
    ),
    Inconsistency(
        17,
        "Harpaz: “19 patients … only one both annuli” against an abstract with 18 mitral and 1 tricuspid.",
        "The annulus is recorded explicitly: posterior, anterior, both, tricuspid.",
        "registry/models/lesion.py (LesionDescription)",
    ),
    Inconsistency(
        18,
        "“Ruptured CCMA showed greater dimensions … [Table 1]”, but Table 1 has no group to compare with.",
        "Never shown as a fact about risk: “> 10 mm” is a badge of context (G7).",
        "surveillance/engine/rules/g7.py",
    ),
    Inconsistency(
        19,
        "For rupture, Table 2 offers “surgical/percutaneous” treatment and §5 calls percutaneous treatment "
        "“ineffective or detrimental”.",
        "The Heart-Team page quotes both; neither is our advice.",
        "Heart-Team page",
    ),
    Inconsistency(
        20,
        "Tanaka: “conservative” in Table 1, “pathological and gross findings” in §1.2.",
        "The management stays as in Table 1, and the case carries the doubt.",
        "registry/data/published_cases.csv (caution)",
    ),
    Inconsistency(
        21,
        "Fujiwara: the fistula is “surgically confirmed” and then “suspected”; one patient is “incidental” in §1.2 and "
        "an embolism in the row.",
        "As 16: sizes by patient, no inference about one of the three; the caution says so.",
        "registry/data/published_cases.csv (caution)",
    ),
)
