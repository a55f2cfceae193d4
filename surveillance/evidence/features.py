"""The sentence of the review behind each imaging feature, as printed (Table 2, sections 2 to 4)."""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """A sentence of the review as printed, and where it stands."""

    where: str
    sentence: str


FEATURE_SOURCES: dict[str, tuple[Said, ...]] = {
    "acoustic_shadowing": (
        Said("Table 2, echocardiography, MAC", "Circumferential or focal echogenic mass with acoustic shadowing"),
        Said("Table 2, echocardiography, CCMA", "with no acoustic shadowing"),
    ),
    "echolucent_core": (
        Said(
            "§4",
            "CCMA presents central echo-lucent areas suggestive of liquefaction, without any acoustic shadowing",
        ),
        Said("§4", "a large central anechoic area, suggestive of liquefaction, due to an infective process"),
    ),
    "frayed_border": (Said("§4", "the excavation with frayed and fluctuating edges on the atrial side"),),
    "capsule_defect": (Said("Figure 1", "clearly demonstrating a hole in the lesion appearing as a crater"),),
    "mobile_element": (
        Said(
            "Table 2, echocardiography, ruptured CCMA",
            "Dense echogenic capsule with Echo-lucent center and mobile strands or superimposed echogenic soft tissue",
        ),
        Said("§2", "ruptured CCMA showed greater dimensions and mobility than simple MAC and uncomplicated CCMA"),
    ),
    "soft_tissue": (Said("§4", "soft echo-dense tissue consisting in caseous material coming out from the lesion"),),
    "vegetation": (
        Said("§4", "a superimposed softer isoechoic and mobile mass, suggestive of a vegetation, can be found"),
    ),
    "abscess": (Said("§2", "high rate of ring abscess and para-annular ventricular-atrial leakage"),),
    "leaking_content": (
        Said("§4", "appears in continuity with a larger rounded hypoechoic mass"),
        Said("§4", "presenting as slightly hyperdense at baseline and hypodense after contrast administration"),
    ),
    "flow_into_core": (
        Said(
            "§4",
            "a blood signal flowing to the central necrotic areas and connecting two cardiac chambers is usually seen",
        ),
    ),
    "mr_through_lesion": (Said("§4", "with a severe MV regurgitant jet crossing the ruptured lesion"),),
    "fistula": (
        Said(
            "§3",
            "disruption of the mitral annulus creates a direct communication between the left ventricle and the left "
            "atrium (i.e., ventricular-atrial fistulization)",
        ),
    ),
    "pseudoaneurysm": (Said("§2", "when ruptured, lead to pseudoaneurysm formation"),),
    "rim_calcification": (
        Said(
            "Table 2, CT, CCMA",
            "Ovoid mass at the mitral annulus with a hypodense or hyperdense center and a peripheral rim of "
            "calcification with no enhancement",
        ),
    ),
    "contrast_filled_space": (
        Said(
            "Table 2, CT, ruptured CCMA",
            "A contrast filled space between the posterior mitral valve and basal lateral myocardial wall with a "
            "peripheral rim of calcification",
        ),
    ),
    "contrast_enhancement": (
        Said(
            "§4",
            "uncomplicated CCMA typically demonstrates no enhancement, a feature that helps to distinguish it from "
            "other cardiac masses, such as tumors",
        ),
    ),
    "late_enhancement_core": (Said("§4", "no significant late gadolinium enhancement at the core of the CCMA mass"),),
    "late_enhancement_rim": (
        Said("§4", "a thin peripheral ring of late gadolinium enhancement can be determined by the CCMA capsule"),
    ),
    "core_perfusion": (
        Said("§4", "Post-contrast and perfusion sequences demonstrate the absence of central perfusion"),
    ),
    "tracer_uptake": (
        Said(
            "Table 2, PET, CCMA",
            "Increased uptake of Fluorine-18-labeled fluorodeoxyglucose (18F-FDG) due to active inflammation",
        ),
        Said("Table 2, PET, MAC", "Lack of tracer uptake due to metabolically inactive or stable forms"),
    ),
    "diffuse_myocardial_uptake": (
        Said(
            "Table 2, PET, ruptured CCMA",
            "Mitral annulus uptake may be masked by intense and diffuse myocardial uptake secondary to the septic "
            "state",
        ),
    ),
}
