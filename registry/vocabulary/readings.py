"""The words of the typed readings: echo, CT, CMR and nuclear imaging (review Table 2). Pure, like registry.terms."""

from __future__ import annotations

from registry.vocabulary.terms import Term, Terms

MR_GRADES: Terms = (
    Term("none", "None", "SCT|260413007"),
    Term("trace", "Trace"),
    Term("mild", "Mild", "SCT|255604002"),
    Term("moderate", "Moderate", "SCT|6736007"),
    Term("moderate_severe", "Moderate to severe", "SCT|371924009"),
    Term("severe", "Severe", "SCT|24484000"),
)
MR_MECHANISMS: Terms = (
    Term("none", "None"),
    Term("coaptation", "At the coaptation"),
    Term("through_lesion", "Through the lesion"),
    Term("both", "Both"),
)
ECHO_SHAPES: Terms = (
    Term("focal", "Focal"),
    Term("circumferential", "Circumferential"),
    Term("spherical", "Round or spherical"),
    Term("semilunar", "Semilunar"),
)
BORDERS: Terms = (
    Term("smooth", "Smooth"),
    Term("sharp", "Sharp"),
    Term("irregular", "Irregular"),
    Term("frayed", "Frayed"),
)
SIGNALS: Terms = (
    Term("hypointense", "Hypointense"),
    Term("isointense", "Isointense"),
    Term("hyperintense", "Hyperintense"),
    Term("mixed", "Mixed"),
)
CAVITIES: Terms = (Term("none", "No cavity"), Term("bright", "Bright"), Term("dark", "Dark"))
LGE: Terms = (Term("none", "None"), Term("ring", "Thin ring"), Term("bright", "Bright"), Term("dark", "Dark"))
CT_PHASES: Terms = (
    Term("unenhanced", "Unenhanced"),
    Term("arterial", "Arterial"),
    Term("venous", "Venous"),
    Term("delayed", "Delayed"),
)
TRACERS: Terms = (
    Term("fdg", "18F-FDG", "SCT|35321007"),
    Term("ga67", "67Ga citrate", "SCT|73065000"),
    Term("mdp", "99mTc-MDP", "SCT|96390006"),
)
DENSITIES: Terms = (
    Term("hypodense", "Hypodense"),
    Term("hyperdense", "Hyperdense"),
    Term("mixed", "Mixed"),
)
FLOW_TIMES: Terms = (
    Term("systolic", "In systole"),
    Term("diastolic", "In diastole"),
    Term("both", "In systole and diastole"),
)
PREPARATIONS: Terms = (Term("adequate", "Adequate"), Term("inadequate", "Not adequate"))
