"""The sentence behind each typed value of a reading (registry.models.reading), or that it is clinical routine."""

from __future__ import annotations

from surveillance.evidence.features import Said

ROUTINE = "None in the review: a measurement of routine; its limits are sanity limits of ours."
_MR = Said("§3", "the occurrence of MV regurgitation ranges from 63% to 100% and mitral stenosis from 14 to 16%")
_JET = Said(
    "§4",
    "MV dysfunction associated with CCMA is usually characterized by a mitral regurgitation jet passing through the "
    "leaflet coaptation",
)
_T1 = Said("§4", "T1-weighted fast spin or turbo spin echo sequences typically reveal a lesion with a hyperintense")
_T2 = Said("§4", "(STIR) sequences show a centrally hypointense mass with surrounding ring-like hyperintensity")
_GRE = Said("Table 2, CMR, MAC", "gradient echo, and steady-state free precession sequences")
_CAVITY = Said(
    "§4",
    "with black-blood filled cavity in spin-echo sequences and bright-blood filled cavity in gradient-echo and "
    "steady-state free precession sequences",
)
_MAPS = Said("Table 2, CMR, CCMA", "Decreased T1 and T2 relaxation times on mapping")
_LONG_TI = Said(
    "§4",
    "Late gadolinium enhancement sequences with long inversion recovery time, specifically chosen to null thrombus "
    "signal, may help in the differential diagnosis between thrombus (which remains hypointense) and caseous material",
)
_STANDARD_TI = Said("Figure 5", "IR-GRE LGE sequence acquired with standard inversion time of 250 ms")
_HU = Said("§4", "may show an average density of 40 HU")
_LEAK = Said("§4", "presenting as slightly hyperdense at baseline and hypodense after contrast administration")
_CALCIUM = Said("§4", "allows to precisely evaluate the extent of calcification within mitral annulus or myocardium")
_UPTAKE = Said("§4", "depending on the choice of the radiotracer, PET allows for the assessment of the mass")

READING_SOURCES: dict[str, tuple[Said, ...]] = {
    "shape": (Said("§4", "It may appear semilunar, located in the posterior MV annulus"),),
    "border": (Said("§4", "the excavation with frayed and fluctuating edges on the atrial side"),),
    "core_flow_timing": (Said("Table 1", "with systolic inflow and diastolic swirling"),),
    "mr_grade": (_MR,),
    "mr_mechanism": (_JET,),
    "ms_gradient_mmhg": (_MR,),
    "mva_cm2": (_MR,),
    "core_density": (Said("Table 2, CT, CCMA", "a hypodense or hyperdense center"),),
    "core_hu": (_HU, Said("Table 2, CT, CCMA", "with no enhancement (400 Hounsfield units)")),
    "rim_hu": (Said("§4", "a ring-like peripheral calcification"),),
    "agatston": (_CALCIUM,),
    "calcium_mm3": (_CALCIUM,),
    "leak_after_contrast_hu": (_LEAK,),
    "leak_before_contrast_hu": (_LEAK,),
    "t1_centre": (_T1,),
    "t1_rim": (_T1,),
    "t2_centre": (_T2,),
    "t2_rim": (_T2,),
    "gre_centre": (_GRE,),
    "gre_rim": (_GRE,),
    "bright_blood_cavity": (_CAVITY,),
    "black_blood_cavity": (_CAVITY,),
    "t1_ms": (_MAPS,),
    "t2_ms": (_MAPS,),
    "perfusion_centre": (
        Said("§4", "Post-contrast and perfusion sequences demonstrate the absence of central perfusion"),
    ),
    "lge_standard": (_STANDARD_TI,),
    "standard_ti_ms": (_STANDARD_TI,),
    "lge_long_ti": (_LONG_TI,),
    "long_ti_ms": (_LONG_TI,),
    "tracer": (_UPTAKE,),
    "suv_max": (_UPTAKE,),
    "target_to_background": (_UPTAKE,),
}
