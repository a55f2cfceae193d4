"""Every row of the clinical reference (A2 to A7, B1) with the fields, rules and tests that hold it.

A field is Model.field or kind:code, kind one of feature, event, condition, treatment, lab, target, form.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One row: its section, what it is about, where it is held, and tests beyond those of its rules and fields."""

    section: str
    what: str
    fields: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


FORMS = "A2 Forms and transitions"
RISKS = "A3 Risk factors and comorbidity"
EVENTS = "A4 Symptoms, complications, events"
PLACES = "A5 Location"
FEATURES = "A6 Imaging features"
SIZES = "A7 Measurements"
PLANS = "B1 Plans by state"
NOT_BUILT = ("Advice on prophylaxis", "Advice on statins", "Thresholds of Hounsfield units",
             "A percentage of rupture for one patient")  # fmt: skip

CONDITION_GROUPS = {
    "demographic": ("postmenopausal",),
    "atherosclerotic": ("hypertension", "smoking", "dyslipidaemia", "diabetes", "family_history_mi", "prior_mi",
                        "prior_pci", "prior_tia"),
    "mitral closing pressure": ("hypertension", "hcm", "aortic_stenosis"),
    "leaflet and tissue": ("marfan", "mitral_prolapse"),
    "calcium and phosphate": ("chronic_kidney_disease", "dialysis", "hyperparathyroidism", "calciphylaxis",
                              "calcium_phosphate", "osteoporosis"),
    "myocardial": ("hcm", "amyloidosis"),
    "rupture, systemic": ("diabetes", "cancer", "dialysis"),
    "differential": ("differential_thrombus", "differential_abscess", "differential_tumour",
                     "differential_vegetation"),
}  # fmt: skip
MORE_OF_A_GROUP = {
    "demographic": ("Demographics.sex", "Demographics.birth_first"),
    "calcium and phosphate": ("lab:calcium", "lab:phosphate", "lab:ca_p_product", "lab:pth", "lab:dialysate_calcium",
                              "treatment:low_calcium_dialysate"),
    "rupture, systemic": ("event:sepsis", "event:bacteraemia", "event:endocarditis", "event:pneumonia",
                          "lab:blood_culture", "Event.organism"),
}  # fmt: skip
RULES_OF_A_GROUP = {
    "calcium and phosphate": ("C1", "C2"),
    "mitral closing pressure": ("C3",),
    "myocardial": ("C3",),
    "rupture, systemic": ("I1", "I3", "C1"),
}


def risks() -> list[Row]:
    """A3: the groups of conditions, and the two that are no conditions."""
    rows = [
        Row(
            RISKS,
            group,
            (*(f"condition:{code}" for code in codes), *MORE_OF_A_GROUP.get(group, ())),
            RULES_OF_A_GROUP.get(group, ()),
        )
        for group, codes in CONDITION_GROUPS.items()
    ]
    rows.append(Row(RISKS, "inflammatory markers", ("lab:crp", "lab:il6")))
    local = ("target:mass", "feature:mobile_element", "feature:echolucent_core", "Visit.systolic_mmhg")
    rows.append(Row(RISKS, "rupture, local", local, ("G1", "G2", "G7", "M1", "M3", "I2")))
    return rows


ROWS: tuple[Row, ...] = (
    Row(FORMS, "MAC → CCMA → ruptured CCMA", ("FormAssessment.form",), ("M4", "R1")),
    Row(FORMS, "CCMA → MAC, smaller, resolved", ("FormAssessment.form", "form:resolved", "Measurement.not_visible"),
        ("G5", "G6"), ("tests/engine/lesion/test_forms.py",)),
    Row(FORMS, "MAC → ruptured directly, in two weeks", ("FormAssessment.form",), ("I1", "M4", "R1"),
        ("tests/replay/test_backtest.py",)),
    Row(FORMS, "Recurrence after excision", ("Exam.annulus", "treatment:excision", "FormAssessment.form"), ("R1",),
        ("tests/engine/lesion/test_rupture.py",)),
    Row(FORMS, "Death, intervention; loss to follow-up", ("event:death", "treatment:replacement", "treatment:tmvr",
        "Closure.reason"), ("F5",), ("tests/engine/follow_up/test_status.py",)),
    *risks(),
    Row(EVENTS, "Symptoms", ("Visit.symptoms", "Visit.nyha", "event:syncope", "event:palpitations", "event:fever",
        "event:focal_neurology", "event:meningoencephalitis")),
    Row(EVENTS, "Mitral regurgitation and stenosis", ("EchoReading.mr_grade", "EchoReading.ms_gradient_mmhg",
        "event:acute_mr"), ("V1", "V2", "V3")),
    Row(EVENTS, "Atrial fibrillation", ("event:atrial_fibrillation", "condition:atrial_fibrillation", "Visit.rhythm"),
        ("E2",)),
    Row(EVENTS, "AV block, bundle branch block, pacemaker", ("event:av_block_1", "event:av_block_2",
        "event:av_block_3", "event:bundle_branch_block", "Visit.conduction", "treatment:pacemaker",
        "condition:pacemaker"), ("E3",)),
    Row(EVENTS, "Heart failure, pulmonary oedema", ("event:heart_failure", "event:pulmonary_oedema"), ("E4",)),
    Row(EVENTS, "Systemic embolism", ("event:stroke", "event:tia", "event:systemic_embolism",
        "event:silent_embolism"), ("E1",)),
    Row(EVENTS, "Attribution and work-up of an embolism", ("Event.attribution", "Event.workup"), ("E1",),
        ("tests/engine/course/test_heading.py",)),
    Row(EVENTS, "Endocarditis, ring abscess", ("event:endocarditis", "feature:abscess", "feature:vegetation"),
        ("I1", "I2")),
    Row(EVENTS, "Rupture, small erosion, leaking content", ("event:rupture", "feature:capsule_defect",
        "feature:leaking_content", "target:defect", "target:leaked_mass"), ("R1",)),
    Row(EVENTS, "Fistula LV-LA, to LV, to LA, both; pseudoaneurysm", ("event:fistula", "feature:fistula",
        "event:pseudoaneurysm", "feature:pseudoaneurysm", "target:neck"), ("R2",)),
    Row(EVENTS, "Multi-organ failure, death with its cause", ("event:multi_organ_failure", "event:death",
        "Event.detail"), ("F5",)),
    Row(PLACES, "Annulus", ("LesionDescription.annulus",)),
    Row(PLACES, "Segments", ("LesionDescription.segments",)),
    Row(PLACES, "Extent of the circumference, degrees", ("LesionDescription.extent", "LesionDescription.arc_deg")),
    Row(PLACES, "Extension", ("LesionDescription.extensions",)),
    Row(FEATURES, "Echo: extent and shape", ("EchoReading.shape",)),
    Row(FEATURES, "Echo: acoustic shadowing", ("feature:acoustic_shadowing",), (),
        ("tests/engine/lesion/test_form_reading.py",)),
    Row(FEATURES, "Echo: central echo-lucency", ("feature:echolucent_core", "target:core"), ("M3", "M4", "G6"),
        ("tests/engine/lesion/test_form_reading.py",)),
    Row(FEATURES, "Echo: border", ("EchoReading.border", "feature:frayed_border"), (),
        ("tests/engine/lesion/test_form_reading.py",)),
    Row(FEATURES, "Echo: capsule, defect in mm", ("feature:capsule_defect", "target:defect"), ("R1",)),
    Row(FEATURES, "Echo: mobile element, length", ("feature:mobile_element", "target:strand", "target:mobile_mass"),
        ("M1",)),
    Row(FEATURES, "Echo: superimposed soft isoechoic tissue", ("feature:soft_tissue", "feature:vegetation"), ("I2",)),
    Row(FEATURES, "Echo: second mass in continuity", ("feature:leaking_content",), ("R1",)),
    Row(FEATURES, "Echo: colour flow into the core", ("feature:flow_into_core", "EchoReading.core_flow_timing"),
        ("R1",)),
    Row(FEATURES, "Echo: MR mechanism and grade", ("EchoReading.mr_mechanism", "EchoReading.mr_grade",
        "feature:mr_through_lesion"), ("R1", "V1"), ("tests/registry/test_implied.py",)),
    Row(FEATURES, "Echo: MS mean gradient, area", ("EchoReading.ms_gradient_mmhg", "EchoReading.mva_cm2"), ("V2",)),
    Row(FEATURES, "CMR: T1", ("CMRReading.t1_centre", "CMRReading.t1_rim")),
    Row(FEATURES, "CMR: T2, T2-STIR", ("CMRReading.t2_centre", "CMRReading.t2_rim")),
    Row(FEATURES, "CMR: gradient echo, SSFP", ("CMRReading.gre_centre", "CMRReading.gre_rim",
        "CMRReading.bright_blood_cavity")),
    Row(FEATURES, "CMR: black-blood spin echo", ("CMRReading.black_blood_cavity",)),
    Row(FEATURES, "CMR: mapping T1, T2", ("CMRReading.t1_ms", "CMRReading.t2_ms")),
    Row(FEATURES, "CMR: first-pass perfusion", ("CMRReading.perfusion_centre", "feature:core_perfusion")),
    Row(FEATURES, "CMR: late enhancement, centre and rim, standard and long TI", ("CMRReading.lge_standard",
        "CMRReading.standard_ti_ms", "CMRReading.lge_long_ti", "CMRReading.long_ti_ms",
        "feature:late_enhancement_core", "feature:late_enhancement_rim")),
    Row(FEATURES, "CT: core attenuation with phase and voltage", ("CTReading.core_density", "CTReading.core_hu",
        "CTReading.phase", "CTReading.tube_kv")),
    Row(FEATURES, "CT: rim calcification", ("feature:rim_calcification", "CTReading.rim_hu"), (),
        ("tests/engine/lesion/test_form_reading.py",)),
    Row(FEATURES, "CT: enhancement, contrast-filled space", ("feature:contrast_enhancement",
        "feature:contrast_filled_space"), ("R1",)),
    Row(FEATURES, "CT: leaking content before and after contrast", ("feature:leaking_content",
        "CTReading.leak_before_contrast_hu", "CTReading.leak_after_contrast_hu"), ("R1",)),
    Row(FEATURES, "Nuclear: FDG (PET)", ("feature:tracer_uptake", "NuclearReading.tracer",
        "feature:diffuse_myocardial_uptake", "NuclearReading.prepared")),
    Row(FEATURES, "Nuclear: 67Ga, 99mTc-MDP", ("NuclearReading.tracer", "feature:tracer_uptake")),
    Row(FEATURES, "Limits of an exam", ("Exam.limited_by", "Exam.limits", "Exam.quality"), ("F6",)),
    Row(SIZES, "Diameters: longest, orthogonal, third, of every target", ("Measurement.size_mm", "Measurement.axis",
        "Measurement.target", "target:mass", "target:cavity", "target:core", "target:vegetation", "target:strand",
        "target:defect", "target:neck", "target:leaked_mass"), ("G1", "G2", "G5", "G6", "X2"),
        ("tests/registry/test_sizes_and_dates.py", "tests/registry/test_limits.py")),
    Row(SIZES, "Cross-section area, volume with method", ("Exam.area_cm2", "Exam.volume_ml", "Exam.volume_method"), (),
        ("tests/registry/test_limits.py",)),
    Row(SIZES, "Annular arc involved", ("LesionDescription.arc_deg",), (), ("tests/registry/test_limits.py",)),
    Row(SIZES, "Core and rim attenuation", ("CTReading.core_hu", "CTReading.rim_hu"), (),
        ("tests/registry/test_limits.py",)),
    Row(SIZES, "Agatston and volume score", ("CTReading.agatston", "CTReading.calcium_mm3"), (),
        ("tests/registry/test_limits.py",)),
    Row(SIZES, "Mitral regurgitation", ("EchoReading.eroa_cm2", "EchoReading.rvol_ml", "EchoReading.rf_percent",
        "EchoReading.vena_contracta_mm", "EchoReading.pisa_radius_mm", "EchoReading.mr_grade"), ("V1",),
        ("tests/registry/test_limits.py",)),
    Row(SIZES, "Mitral stenosis with heart rate", ("EchoReading.ms_gradient_mmhg", "EchoReading.heart_rate",
        "EchoReading.mva_cm2", "EchoReading.pht_ms"), ("V2",)),
    Row(SIZES, "Left ventricle, atrium, pulmonary pressure", ("EchoReading.lvef_percent", "EchoReading.lvesd_mm",
        "EchoReading.lvedd_mm", "EchoReading.lavi_ml_m2", "EchoReading.pasp_mmhg"), ("V3",)),
    Row(SIZES, "SUVmax, target to background; T1, T2", ("NuclearReading.suv_max",
        "NuclearReading.target_to_background", "CMRReading.t1_ms", "CMRReading.t2_ms"), (),
        ("tests/registry/test_limits.py",)),
    Row(SIZES, "Laboratory", ("lab:crp", "lab:il6", "lab:calcium", "lab:phosphate", "lab:ca_p_product", "lab:pth",
        "lab:creatinine", "lab:egfr", "lab:dialysate_calcium"), ("C2",), ("tests/registry/test_laboratory.py",)),
    Row(PLANS, "Uncomplicated CCMA: 6 to 12 months", ("FollowUpPlan.kind",), ("F1", "F2", "F3"),
        ("tests/engine/follow_up/test_plans_by_state.py",)),
    Row(PLANS, "MAC only: no automatic recall", ("FormAssessment.form",), (),
        ("tests/engine/follow_up/test_plans_by_state.py",)),
    Row(PLANS, "Watch: one TTE after 3 months, at most two in succession, then 6", ("Exam.reason",), ("G4", "F4"),
        ("tests/engine/follow_up/test_plans_by_state.py",)),
    Row(PLANS, "Dialysis, mobile part, infection risk, rapid growth: 6 months", ("condition:dialysis",
        "feature:mobile_element"), ("C1", "F4"), ("tests/engine/follow_up/test_plans_by_state.py",)),
    Row(PLANS, "Regressed to MAC: until two concordant exams", ("FormAssessment.form",), ("G5",),
        ("tests/engine/follow_up/test_plans_by_state.py",)),
    Row(PLANS, "Ruptured, conservative: 3 months or the Heart Team's date", ("Decision.intended", "FollowUpPlan.on"),
        ("R1",), ("tests/engine/follow_up/test_plans_by_state.py",)),
    Row(PLANS, "Excised or replaced: the operator's dates, else baseline, 1 and 12 months", ("treatment:excision",
        "treatment:replacement"), ("F6",), ("tests/engine/follow_up/test_plans_by_state.py",)),
    Row(PLANS, "TEER, TMVR, partial repair: a new segment", ("treatment:teer", "treatment:tmvr", "treatment:repair"),
        ("G1",), ("tests/engine/growth/test_growth_of_a_history.py",)),
    Row(PLANS, "In hospital, followed elsewhere", ("FollowUpPlan.kind", "FollowUpPlan.on"), ("F2",),
        ("tests/engine/follow_up/test_plans_by_state.py",)),
    Row(PLANS, "Dead, refused, transferred once accepted, discharged: closed, reversible", ("Closure.reason",), ("F5",),
        ("tests/engine/follow_up/test_plans_by_state.py",)),
    Row(PLANS, "A patient's own interval beats all", ("FollowUpPlan.earliest_months", "FollowUpPlan.latest_months"),
        ("F1",), ("tests/engine/follow_up/test_plans_by_state.py",)),
)  # fmt: skip

RULE_IDS = (
    "F1", "F2", "F3", "F4", "F5", "F6", "G1", "G2", "G4", "G5", "G6", "G7", "M1", "M3", "M4", "R1", "R2", "V1", "V2",
    "V3", "I1", "I2", "I3", "E1", "E2", "E3", "E4", "C1", "C2", "C3", "X1", "X2", "X3", "X4", "X5", "X0", "P1", "P2",
    "P3", "P4", "P5", "P6",
)  # fmt: skip
