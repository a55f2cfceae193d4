"""The order in which a reader works through an exam: shape and capsule, core, mobile parts, flow, chambers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Step(NamedTuple):
    """One step of reading: its title, the features of Table 2 and the fields of the typed reading that belong to it."""

    code: str
    title: _StrPromise
    features: tuple[str, ...]
    fields: tuple[str, ...]


STEPS: tuple[Step, ...] = (
    Step(
        "shape", gettext_lazy("Shape and capsule"),
        ("acoustic_shadowing", "frayed_border", "capsule_defect", "rim_calcification", "late_enhancement_rim"),
        ("shape", "border", "rim_hu", "t1_rim", "t2_rim", "gre_rim", "agatston", "calcium_mm3"),
    ),
    Step(
        "core", gettext_lazy("Core"),
        ("echolucent_core", "contrast_filled_space", "contrast_enhancement", "late_enhancement_core", "core_perfusion"),
        ("core_density", "core_hu", "region", "phase", "tube_kv", "t1_centre", "t2_centre", "gre_centre",
         "bright_blood_cavity", "black_blood_cavity", "t1_ms", "t2_ms", "perfusion_centre", "lge_standard",
         "standard_ti_ms", "lge_long_ti", "long_ti_ms"),
    ),
    Step(
        "parts", gettext_lazy("Mobile parts, soft tissue, leak"),
        ("mobile_element", "soft_tissue", "vegetation", "abscess", "leaking_content"),
        ("leak_before_contrast_hu", "leak_after_contrast_hu"),
    ),
    Step(
        "flow", gettext_lazy("Flow and valve"),
        ("flow_into_core", "mr_through_lesion", "fistula", "pseudoaneurysm"),
        ("core_flow_timing", "mr_grade", "mr_mechanism", "eroa_cm2", "rvol_ml", "rf_percent", "vena_contracta_mm",
         "pisa_radius_mm", "ms_gradient_mmhg", "heart_rate", "mva_cm2", "pht_ms"),
    ),
    Step(
        "uptake", gettext_lazy("Tracer and uptake"),
        ("tracer_uptake", "diffuse_myocardial_uptake"),
        ("tracer", "suv_max", "target_to_background", "preparation", "prepared"),
    ),
    Step("chambers", gettext_lazy("Chambers"), (), ("lvef_percent", "lvesd_mm", "lvedd_mm", "lavi_ml_m2", "pasp_mmhg")),
)  # fmt: skip
