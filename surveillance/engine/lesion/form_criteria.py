"""What Table 2 and §4 of the review let one finding say of the form: which forms it supports, which it contradicts.

No rule rests on attenuation in HU: the review prints 40 in one place and 400 in another. T2 signal is listed and
decides nothing: Table 2 and §4 disagree on it. Mapping (T1, T2 in ms) has no published limit here, so it says nothing.
"""

from __future__ import annotations

from typing import NamedTuple

MAC, CCMA, RUPTURED = "mac", "ccma", "ruptured_ccma"
Forms = tuple[str, ...]


class Says(NamedTuple):
    """What one value of one finding says, and where the review says it."""

    supports: Forms
    contradicts: Forms
    source: str


_ECHO = "Table 2, echocardiography: "
_CT = "Table 2, computed tomography: "
_CMR = "Table 2, cardiac magnetic resonance: "
_PET = "Table 2, positron emission tomography: "
_SHADOW = _ECHO + "MAC “with acoustic shadowing”, CCMA “with no acoustic shadowing”"
_LUCENT = _ECHO + "MAC “absence of an echo-lucent core”, CCMA “central areas of echolucencies resembling liquefaction”"
_LARGE = "§4: “If CCMA evolves towards rupture, a large central anechoic area, suggestive of liquefaction”"
_FRAYED = (
    "§4: “In ruptured CCMA, TOE allows a better visualization of the excavation with frayed and fluctuating edges”"
)
_STRANDS = _ECHO + "ruptured CCMA “mobile strands or superimposed echogenic soft tissue”"
_HOLE = "§4, Figure 1D: “a hole in the lesion appearing as a crater”"
_LEAK = "§4: “soft echo-dense tissue consisting in caseous material coming out from the lesion”"
_FLOW = "§4: “a blood signal flowing to the central necrotic areas and connecting two cardiac chambers”"
_JET = "§4: in CCMA a “jet passing through the leaflet coaptation”, in rupture “crossing the ruptured lesion”"
_FISTULA = "§4: “rupture and ventricular-atrial fistulization”; §5: “pseudoaneurysm formation”"
_SPACE = _CT + "MAC “no central contrast filled space”, ruptured CCMA “a contrast filled space”"
_RIM = _CT + "CCMA and ruptured CCMA “a peripheral rim of calcification”, MAC “hyperdense mass”"
_DENSITY = (
    _CT + "MAC “hyperdense mass”, CCMA “hypodense or hyperdense center”; §4: “homogeneous or heterogeneous density”"
)
_ENHANCED = _CT + "MAC and CCMA “no enhancement”; §4: it “helps to distinguish it from other cardiac masses”"
_T1 = _CMR + "MAC “hypointense”, CCMA “mainly hyperintense and partially hypointense center” on T1"
_T1_RIM = _CMR + "CCMA and ruptured CCMA “hypointense rim”; MAC is hypointense throughout"
_T2 = _CMR + "hypointense in MAC and in CCMA; §4 describes a hyperintense ring that Table 2 lacks: listed, not weighed"
_GRE = _CMR + "MAC “hypointense in … gradient echo, and steady-state free precession sequences”"
_CAVITY = (
    _CMR + "ruptured CCMA “black-blood filled cavity in spin-echo … and bright-blood filled cavity in gradient-echo”"
)
_PERFUSION = "§4: “the absence of central perfusion … no significant late gadolinium enhancement at the core”"
_RING = "§4: “a thin peripheral ring of late gadolinium enhancement can be determined by the CCMA capsule”"
_LONG_TI = "§4, long inversion time: thrombus “remains hypointense”, caseous material “shows hyperintensity”"
_UPTAKE = _PET + "MAC “lack of tracer uptake”, CCMA “increased uptake”"
_MASKED = _PET + "ruptured CCMA “uptake may be masked by intense and diffuse myocardial uptake”"
_SHAPE = _ECHO + "MAC “circumferential or focal”, CCMA “large, spherical”; §4: “may appear semilunar”"
_BORDER = _FRAYED + "; a smooth or sharp border is that of an intact capsule"

_BURST = Says((RUPTURED,), (MAC, CCMA), "")


def _both(burst: str) -> dict[str, Says]:
    """A finding of rupture: present says ruptured, absent fits MAC and CCMA."""
    return {"present": _BURST._replace(source=burst), "absent": Says((MAC, CCMA), (), burst)}


# By feature, then by value; "present:detail" is asked before "present". What is not here says nothing of the form.
FEATURES: dict[str, dict[str, Says]] = {
    "acoustic_shadowing": {"present": Says((MAC,), (CCMA,), _SHADOW), "absent": Says((CCMA,), (MAC,), _SHADOW)},
    "echolucent_core": {
        "present:large_anechoic": Says((CCMA, RUPTURED), (MAC,), _LARGE),
        "present:excavated": Says((RUPTURED,), (MAC,), _FRAYED),
        "present": Says((CCMA,), (MAC,), _LUCENT),
        "absent": Says((MAC,), (CCMA,), _LUCENT),
    },
    "frayed_border": {"present": Says((RUPTURED,), (CCMA,), _FRAYED)},
    "capsule_defect": {"present": _BURST._replace(source=_HOLE), "absent": Says((CCMA,), (RUPTURED,), _HOLE)},
    "mobile_element": _both(_STRANDS),
    "soft_tissue": {"present": Says((RUPTURED,), (MAC,), _STRANDS), "absent": Says((MAC, CCMA), (), _STRANDS)},
    "leaking_content": _both(_LEAK),
    "flow_into_core": _both(_FLOW),
    "mr_through_lesion": _both(_JET),
    "fistula": {"present": _BURST._replace(source=_FISTULA)},
    "pseudoaneurysm": {"present": _BURST._replace(source=_FISTULA)},
    "rim_calcification": {
        "present:whole": Says((MAC,), (), _RIM),
        "present": Says((CCMA, RUPTURED), (MAC,), _RIM),
    },
    "contrast_filled_space": {
        "present": _BURST._replace(source=_SPACE),
        "absent": Says((MAC, CCMA), (RUPTURED,), _SPACE),
    },
    "contrast_enhancement": {
        "present": Says((), (MAC, CCMA), _ENHANCED),
        "absent": Says((MAC, CCMA), (), _ENHANCED),
    },
    "late_enhancement_core": {
        "present": Says((), (CCMA,), _PERFUSION),
        "absent": Says((CCMA,), (), _PERFUSION),
    },
    "late_enhancement_rim": {"present": Says((CCMA,), (), _RING)},
    "core_perfusion": {"present": Says((), (CCMA,), _PERFUSION), "absent": Says((CCMA,), (), _PERFUSION)},
    "tracer_uptake": {"present": Says((CCMA,), (MAC,), _UPTAKE), "absent": Says((MAC,), (), _UPTAKE)},
    "diffuse_myocardial_uptake": {"present": Says((RUPTURED,), (), _MASKED)},
}

# The typed readings, by field and value.
TYPED: dict[str, dict[str, Says]] = {
    "shape": {
        "focal": Says((MAC,), (), _SHAPE),
        "circumferential": Says((MAC,), (), _SHAPE),
        "spherical": Says((CCMA,), (), _SHAPE),
        "semilunar": Says((CCMA,), (), _SHAPE),
    },
    "border": {
        "smooth": Says((CCMA,), (), _BORDER),
        "sharp": Says((CCMA,), (), _BORDER),
        "frayed": Says((RUPTURED,), (CCMA,), _BORDER),
    },
    "mr_mechanism": {"coaptation": Says((MAC, CCMA), (), _JET)},
    "core_density": {
        "hypodense": Says((CCMA,), (MAC,), _DENSITY),
        "mixed": Says((CCMA,), (MAC,), _DENSITY),
        "hyperdense": Says((MAC, CCMA), (), _DENSITY),
    },
    "t1_centre": {
        "hypointense": Says((MAC,), (), _T1),
        "hyperintense": Says((CCMA,), (MAC,), _T1),
        "mixed": Says((CCMA,), (MAC,), _T1),
    },
    "t1_rim": {"hypointense": Says((MAC, CCMA, RUPTURED), (), _T1_RIM)},
    "t2_centre": {v: Says((), (), _T2) for v in ("hypointense", "isointense", "hyperintense", "mixed")},
    "t2_rim": {v: Says((), (), _T2) for v in ("hypointense", "isointense", "hyperintense", "mixed")},
    "gre_centre": {"hypointense": Says((MAC,), (), _GRE)},
    "bright_blood_cavity": {"bright": _BURST._replace(source=_CAVITY), "none": Says((MAC, CCMA), (), _CAVITY)},
    "black_blood_cavity": {"dark": _BURST._replace(source=_CAVITY), "none": Says((MAC, CCMA), (), _CAVITY)},
    "perfusion_centre": {"present": Says((), (CCMA,), _PERFUSION), "absent": Says((CCMA,), (), _PERFUSION)},
    "lge_standard": {"none": Says((CCMA,), (), _PERFUSION), "ring": Says((CCMA,), (), _RING)},
    "lge_long_ti": {"bright": Says((RUPTURED,), (), _LONG_TI), "dark": Says((), (RUPTURED,), _LONG_TI)},
}
