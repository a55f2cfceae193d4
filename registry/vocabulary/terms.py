"""The words of the registry: every coded value with its label and, where one is verified, its standard code.

Pure (no Django): models, rules and exports share it. Source: the review, Tables 1 and 2, sections 1 to 5. No SNOMED CT,
LOINC or ICD code exists for caseous calcification, so forms carry the local system urn:annulus:lesion.
"""

from __future__ import annotations

from typing import NamedTuple


class Term(NamedTuple):
    """One coded value: what is stored, what people read, and a standard code as system|code (or empty)."""

    code: str
    label: str
    standard: str = ""


Terms = tuple[Term, ...]


def labels(terms: Terms) -> dict[str, str]:
    """Label by code."""
    return {term.code: term.label for term in terms}


MODALITIES: Terms = (
    Term("TTE", "Transthoracic echo (TTE)", "SCT|433236007"),
    Term("TOE", "Transoesophageal echo (TOE)", "SCT|105376000"),
    Term("CT", "Computed tomography (CT)", "SCT|241547009"),
    Term("CMR", "Cardiac magnetic resonance (CMR)", "SCT|241620005"),
    Term("PET", "Positron emission tomography (PET)", "SCT|241439007"),
    Term("NM", "Planar or SPECT nuclear imaging (NM)"),
)
ECHO = ("TTE", "TOE")
SIZED = ("TTE", "TOE", "CT", "CMR")  # PET and NM show no size
PRECISIONS: Terms = (
    Term("day", "Day"),
    Term("month", "Month"),
    Term("year", "Year"),
    Term("nominal", "Nominal origin (only intervals are known)"),
)
SEXES: Terms = (Term("F", "Female"), Term("M", "Male"), Term("X", "Other or intersex"))
QUALITIES: Terms = (Term("good", "Good"), Term("adequate", "Adequate"), Term("poor", "Poor"))
EXAM_REASONS: Terms = (
    Term("scheduled", "Scheduled follow-up"),
    Term("watch", "Early second look"),
    Term("symptom", "Symptom or event"),
    Term("incidental", "Incidental, other reason"),
)
ANNULUS_RESULTS: Terms = (
    Term("measured", "Examined and measured"),
    Term("not_visible", "Examined, mass not visible"),
    Term("excised", "Examined, mass excised"),
    Term("prosthesis_assessed", "Prosthesis or repair assessed"),
    Term("not_examined", "Not examined"),
)
SEEN_RESULTS = ("measured", "not_visible", "excised", "prosthesis_assessed")

TARGETS: Terms = (
    Term("mass", "Mass", "SCT|4147007"),
    Term("core", "Core (echo-lucent area)"),
    Term("cavity", "Cavity"),
    Term("strand", "Mobile strand"),
    Term("mobile_mass", "Attached mobile mass"),
    Term("vegetation", "Vegetation"),
    Term("defect", "Capsule defect"),
    Term("neck", "Fistula or pseudoaneurysm neck"),
    Term("leaked_mass", "Leaked mass"),
    Term("not_stated", "Target not stated by the source"),
)
AXES: Terms = (
    Term("long", "Longest", "SCT|103339001"),
    Term("short", "Orthogonal", "SCT|103340004"),
    Term("third", "Third"),
)
FORMS: Terms = (
    Term("mac", "MAC", "urn:annulus:lesion|mac"),
    Term("ccma", "CCMA", "urn:annulus:lesion|ccma"),
    Term("ruptured_ccma", "Ruptured CCMA", "urn:annulus:lesion|ruptured_ccma"),
    Term("resolved", "Resolved"),
    Term("indeterminate", "Indeterminate"),
)
RUPTURE_ANSWERS: Terms = (
    Term("ruled_out", "Rupture ruled out"),
    Term("found", "Rupture found"),
    Term("cannot_tell", "Cannot tell"),
)
CONFIDENCES: Terms = (Term("certain", "Certain"), Term("probable", "Probable"), Term("possible", "Possible"))

VALUES: Terms = (
    Term("present", "Present"),
    Term("absent", "Absent"),
    Term("indeterminate", "Indeterminate"),
    Term("not_assessed", "Not assessed"),
)


class Feature(NamedTuple):
    """One imaging feature of Table 2: which modalities are able to show it, and what may be said of it."""

    code: str
    label: str
    modalities: tuple[str, ...]
    details: Terms = ()


_CHAMBERS: Terms = (Term("from_lv", "from LV"), Term("from_la", "from LA"), Term("both", "both"))
_FISTULAS: Terms = (
    Term("lv_la", "LV to LA"),
    Term("to_lv", "to LV"),
    Term("to_la", "to LA"),
    Term("both", "to LV and LA"),
)
FEATURES: tuple[Feature, ...] = (
    Feature("acoustic_shadowing", "Acoustic shadowing", ECHO),
    Feature(
        "echolucent_core",
        "Central echo-lucency",
        ECHO,
        (Term("areas", "areas"), Term("large_anechoic", "large anechoic"), Term("excavated", "excavated")),
    ),
    Feature("frayed_border", "Frayed, fluctuating border", ECHO),
    Feature(
        "capsule_defect",
        "Capsule interrupted",
        (*ECHO, "CT"),
        (Term("interrupted", "interrupted"), Term("crater", "crater or hole on 3D"), Term("erosion", "small erosion")),
    ),
    Feature("mobile_element", "Mobile element", (*ECHO, "CMR"), (Term("strand", "strand"), Term("mass", "mass"))),
    Feature("soft_tissue", "Superimposed soft isoechoic tissue", ECHO),
    Feature("vegetation", "Vegetation", (*ECHO, "CT")),
    Feature("abscess", "Ring abscess", (*ECHO, "CT", "PET")),
    Feature("leaking_content", "Leaking content (second mass in continuity)", (*ECHO, "CT", "CMR")),
    Feature("flow_into_core", "Colour flow into the core", ECHO, _CHAMBERS),
    Feature("mr_through_lesion", "Mitral regurgitation through the lesion", ECHO),
    Feature("fistula", "Fistula", (*ECHO, "CT", "CMR"), _FISTULAS),
    Feature("pseudoaneurysm", "Pseudoaneurysm", (*ECHO, "CT", "CMR")),
    Feature(
        "rim_calcification",
        "Peripheral rim of calcification",
        ("CT",),
        (Term("ring", "peripheral ring"), Term("whole", "calcium through the whole mass")),
    ),
    Feature("contrast_filled_space", "Contrast-filled space", ("CT", "CMR")),
    Feature("contrast_enhancement", "Contrast enhancement", ("CT",)),
    Feature("late_enhancement_core", "Late enhancement of the core", ("CMR",)),
    Feature("late_enhancement_rim", "Late enhancement of the rim", ("CMR",)),
    Feature("core_perfusion", "First-pass perfusion of the core", ("CMR",)),
    Feature("tracer_uptake", "Tracer uptake at the annulus", ("PET", "NM")),
    Feature("diffuse_myocardial_uptake", "Diffuse myocardial uptake (masks the annulus)", ("PET",)),
)
FEATURE_TERMS: Terms = tuple(Term(f.code, f.label) for f in FEATURES)
FEATURE = {f.code: f for f in FEATURES}

EVENTS: Terms = (
    Term("rupture", "Rupture of the lesion"),
    Term("fistula", "Fistula"),
    Term("pseudoaneurysm", "Pseudoaneurysm", "SCT|22036004"),
    Term("stroke", "Stroke", "SCT|230690007"),
    Term("tia", "Transient ischaemic attack"),
    Term("systemic_embolism", "Systemic embolism (splanchnic, limb, retinal)", "SCT|55584005"),
    Term("silent_embolism", "Silent embolism on imaging"),
    Term("sepsis", "Sepsis", "SCT|91302008"),
    Term("bacteraemia", "Bacteraemia"),
    Term("endocarditis", "Endocarditis", "SCT|89736004"),
    Term("heart_failure", "Heart failure", "SCT|84114007"),
    Term("pulmonary_oedema", "Pulmonary oedema", "SCT|19242006"),
    Term("acute_mr", "Acute mitral regurgitation"),
    Term("atrial_fibrillation", "Atrial fibrillation, new", "SCT|49436004"),
    Term("av_block_1", "AV block, first degree", "SCT|270492004"),
    Term("av_block_2", "AV block, second degree", "SCT|195042002"),
    Term("av_block_3", "AV block, third degree", "SCT|27885002"),
    Term("bundle_branch_block", "Bundle branch block"),
    Term("syncope", "Syncope", "SCT|271594007"),
    Term("palpitations", "Palpitations"),
    Term("fever", "Fever"),
    Term("focal_neurology", "Focal neurology"),
    Term("meningoencephalitis", "Coma or meningoencephalitis"),
    Term("multi_organ_failure", "Multi-organ failure"),
    Term("pneumonia", "Pneumonia"),
    Term("line_infection", "Central line or dialysis access infection"),
    Term("hospital_admission", "Admission to hospital"),
    Term("death", "Death"),
    Term("other", "Other event"),
)
POSITIVE_CULTURE = Term("positive_culture", "Positive blood culture")  # a laboratory value, read as an event
HAPPENINGS: Terms = (*EVENTS, POSITIVE_CULTURE)
EMBOLISMS = ("stroke", "tia", "systemic_embolism", "silent_embolism")
INFECTIONS = ("sepsis", "bacteraemia", "endocarditis")
ATTRIBUTIONS: Terms = (
    Term("definite", "Definite"),
    Term("probable", "Probable"),
    Term("possible", "Possible"),
    Term("other_cause", "Other cause"),
    Term("undetermined", "Undetermined"),
)
WORKUP: Terms = (
    Term("af", "Atrial fibrillation excluded"),
    Term("carotid", "Carotid disease excluded"),
    Term("thrombus", "Intracardiac thrombus excluded"),
    Term("endocarditis", "Endocarditis excluded"),
    Term("other", "Other embolic sources excluded"),
)
CONDITIONS: Terms = (
    Term("hypertension", "Hypertension", "SCT|38341003"),
    Term("smoking", "Smoking"),
    Term("dyslipidaemia", "Dyslipidaemia", "ICD-10|E78.5"),
    Term("diabetes", "Diabetes", "ICD-10|E11.9"),
    Term("family_history_mi", "Family history of myocardial infarction"),
    Term("prior_mi", "Prior myocardial infarction", "ICD-10|I25.2"),
    Term("prior_pci", "Prior coronary intervention"),
    Term("prior_tia", "Prior transient ischaemic attack"),
    Term("hcm", "Hypertrophic cardiomyopathy", "SCT|45227007"),
    Term("aortic_stenosis", "Aortic stenosis", "SCT|60573004"),
    Term("aortic_valve_disease", "Calcific aortic valve disease, degree not stated"),
    Term("marfan", "Marfan or other connective-tissue disease", "SCT|19346006"),
    Term("mitral_prolapse", "Mitral valve prolapse", "SCT|409712001"),
    Term("chronic_kidney_disease", "Chronic kidney disease", "ICD-10|N18.9"),
    Term("dialysis", "Haemodialysis", "ICD-10|Z99.2"),
    Term("hyperparathyroidism", "Hyperparathyroidism"),
    Term("calciphylaxis", "Predisposition to calciphylaxis"),
    Term("calcium_phosphate", "Abnormal calcium-phosphate product"),
    Term("osteoporosis", "Osteoporosis", "ICD-10|M81.0"),
    Term("postmenopausal", "Post-menopausal"),
    Term("amyloidosis", "Cardiac amyloidosis"),
    Term("ischaemic_heart_disease", "Ischaemic heart disease"),
    Term("atrial_fibrillation", "Atrial fibrillation", "SCT|49436004"),
    Term("pacemaker", "Pacemaker", "SCT|441509002"),
    Term("cancer", "Cancer"),
    Term("obesity", "Obesity"),
    Term("immunosuppression", "Immunosuppression"),
    Term("differential_thrombus", "Differential considered: thrombus", "SCT|396339007"),
    Term("differential_abscess", "Differential considered: abscess", "SCT|44132006"),
    Term("differential_tumour", "Differential considered: tumour", "SCT|108369006"),
    Term("differential_vegetation", "Differential considered: vegetation"),
    Term("central_line", "Central venous line"),
    Term("gadolinium_contraindicated", "Gadolinium contraindicated"),
    Term("contrast_allergy", "Allergy to iodinated contrast"),
    Term("mr_unsafe_device", "Device or implant that is not safe in the magnet"),
    Term("breath_hold", "Cannot hold the breath"),
    Term("claustrophobia", "Claustrophobia"),
    Term("oesophageal_disease", "Disease or surgery of the oesophagus"),
    Term("bleeding_risk", "Bleeding risk of a TOE"),
    Term("sedation_risk", "Sedation contraindicated"),
    Term("fdg_preparation", "Preparation for FDG not possible (diet, glucose)"),
    Term("other", "Other condition"),
)
CONDITION_STATUSES: Terms = (Term("present", "Present"), Term("absent", "Absent"))
SEVERITIES: Terms = (
    Term("mild", "Mild", "SCT|255604002"),
    Term("moderate", "Moderate", "SCT|6736007"),
    Term("severe", "Severe", "SCT|24484000"),
)
TREATMENTS: Terms = (
    Term("surveillance", "Watchful waiting"),
    Term("risk_factor_control", "Risk-factor control"),
    Term("statin", "Statin"),
    Term("anticoagulation_af", "Anticoagulation for atrial fibrillation"),
    Term("anticoagulation_other", "Anticoagulation, other reason"),
    Term("endocarditis_prophylaxis", "Endocarditis prophylaxis"),
    Term("antibiotics", "Endocarditis or sepsis treatment"),
    Term("low_calcium_dialysate", "Low-calcium dialysate"),
    Term("excision", "Debridement and excision"),
    Term("drainage", "Incision, drainage and obliteration"),
    Term("repair", "Surgical mitral repair"),
    Term("replacement", "Surgical mitral replacement"),
    Term("surgery_unspecified", "Mitral surgery, repair or replacement not stated"),
    Term("tmvr", "Transcatheter replacement or valve-in-MAC"),
    Term("teer", "Transcatheter edge-to-edge repair"),
    Term("pacemaker", "Pacemaker"),
    Term("other", "Other treatment"),
)
REMOVES_LESION = ("excision", "replacement")
INTERVENTIONS = ("excision", "drainage", "repair", "replacement", "surgery_unspecified", "tmvr", "teer")

ANNULI: Terms = (
    Term("posterior", "Posterior mitral", "SCT|255551008"),
    Term("anterior", "Anterior mitral", "SCT|255549009"),
    Term("both", "Anterior and posterior mitral"),
    Term("tricuspid", "Tricuspid"),
)
SEGMENTS: Terms = (
    *(Term(c, c) for c in ("P1", "P2", "P3", "A1", "A2", "A3")),
    Term("medial", "Medial commissure", "SCT|399093001"),
    Term("lateral", "Lateral commissure", "SCT|399086000"),
)
EXTENTS: Terms = (
    Term("focal", "Focal"),
    Term("under_third", "Less than a third"),
    Term("over_third", "More than a third"),
    Term("posterior_only", "Posterior only"),
    Term("whole", "Whole circumference"),
)
EXTENSIONS: Terms = (
    Term("leaflet", "Leaflet"),
    Term("papillary", "Papillary muscle"),
    Term("chordae", "Chordae", "SCT|102298001"),
    Term("lv_wall", "Basal LV wall"),
    Term("curtain", "Mitral-aortic curtain"),
    Term("lvot", "LV outflow"),
    Term("la_wall", "LA wall"),
    Term("conduction", "Conduction region"),
)
CLOSURES: Terms = (
    Term("died", "Died"),
    Term("refused", "Refused follow-up"),
    Term("transferred", "Transferred, accepted by the receiving centre"),
    Term("transfer_proposed", "Transfer proposed, not yet accepted: still followed here"),
    Term("discharged", "Discharged from surveillance"),
)
DEATH, DIED = "death", "died"  # the event, and the end of surveillance that follows from it
ENDS_NOTHING = "transfer_proposed"  # CLINICAL B1: a transfer closes once the receiving centre has accepted
NYHA: Terms = (
    Term("1", "I", "SCT|420300004"),
    Term("2", "II", "SCT|421704003"),
    Term("3", "III", "SCT|420913000"),
    Term("4", "IV", "SCT|422293003"),
)
RHYTHMS: Terms = (
    Term("regular", "Regular pulse"),
    Term("irregular", "Irregular pulse"),
    Term("sinus", "Sinus rhythm on ECG"),
    Term("af", "Atrial fibrillation on ECG"),
    Term("paced", "Paced"),
)
ANTITHROMBOTICS: Terms = (
    Term("none", "None"),
    Term("antiplatelet", "Antiplatelet"),
    Term("anticoagulant", "Anticoagulant"),
    Term("both", "Both"),
)
STUDY_LIMITS: Terms = (
    Term("poor_window", "Poor echo window"),
    Term("shadowing", "Hidden by calcium shadow"),
    Term("no_colour", "Colour Doppler not done"),
    Term("no_contrast", "No contrast given"),
    Term("no_gadolinium", "No gadolinium given"),
    Term("breath_hold", "Poor breath-hold"),
    Term("motion", "Motion or arrhythmia"),
    Term("metal", "Metal artefact"),
    Term("not_gated", "Not gated to the ECG"),
    Term("incomplete", "Broken off before the end"),
)
LABS: Terms = (
    Term("crp", "C-reactive protein"),
    Term("il6", "Interleukin-6"),
    Term("calcium", "Calcium"),
    Term("phosphate", "Phosphate"),
    Term("ca_p_product", "Calcium-phosphate product"),
    Term("pth", "Parathyroid hormone"),
    Term("creatinine", "Creatinine"),
    Term("egfr", "eGFR"),
    Term("dialysate_calcium", "Dialysate calcium"),
    Term("blood_culture", "Blood culture (1 positive, 0 negative)"),
)
ROLES: Terms = (
    Term("nurse", "Nurse"),
    Term("cardiologist", "Cardiologist"),
    Term("centre_admin", "Centre administrator"),
    Term("data_manager", "Data manager"),
    Term("researcher", "Researcher"),
)
APPOINTMENT_STATES: Terms = (
    Term("booked", "Booked"),
    Term("attended", "Attended"),
    Term("missed", "Missed"),
    Term("cancelled", "Cancelled"),
)
CONTACT_WAYS: Terms = (
    Term("phone", "Phone"),
    Term("letter", "Letter"),
    Term("email", "E-mail"),
    Term("visit", "Visit"),
)
CONTACT_OUTCOMES: Terms = (
    Term("agreed", "Reached, agreed to come"),
    Term("call_later", "Reached, call later"),
    Term("no_answer", "No answer"),
    Term("letter_sent", "Letter sent"),
    Term("wrong_number", "Wrong number or address"),
    Term("moved", "Moved away"),
    Term("refused", "Refused"),
    Term("died", "Died (as told)"),
)
REACHED_CONTACTS, FAILED_CONTACTS = ("agreed", "call_later"), ("no_answer", "wrong_number")
ENDING_CONTACTS = ("refused", "moved", "died")
PLAN_KINDS: Terms = (
    Term("interval", "Interval set for this patient"),
    Term("date", "One date set for this patient"),
    Term("in_hospital", "In hospital, look again on"),
    Term("elsewhere", "Followed elsewhere, obtain the report"),
)
ALERT_ANSWERS: Terms = (
    Term("act", "Act"),
    Term("watch", "Watch until"),
    Term("not_a_problem", "Not a problem"),
    Term("data_error", "Data error"),
)
