"""Typed readings of an exam by modality: echo, CT, CMR and nuclear imaging (CLINICAL A6 and A7)."""

from __future__ import annotations

from django.db import models

from registry.fields import CodedField, MeasureField
from registry.models.exam import Exam
from registry.models.fact import PatientFact
from registry.vocabulary import readings, terms


class Reading(PatientFact):
    """What one exam says beyond sizes and features."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="%(class)ss", editable=False)

    class Meta:
        abstract = True


class EchoReading(Reading):
    """Echo: shape, mitral regurgitation and stenosis, ventricle and atrium."""

    shape = CodedField("shape", terms=readings.ECHO_SHAPES)
    border = CodedField("border", terms=readings.BORDERS)
    core_flow_timing = CodedField("flow into the core", terms=readings.FLOW_TIMES)
    mr_grade = CodedField("mitral regurgitation", terms=readings.MR_GRADES)
    mr_mechanism = CodedField("MR jet", terms=readings.MR_MECHANISMS)
    eroa_cm2 = MeasureField("EROA", unit="cm2", low=0, high=5, code="LOINC|80071-4")
    rvol_ml = MeasureField("regurgitant volume", unit="mL", low=0, high=300, code="LOINC|80064-9")
    rf_percent = MeasureField("regurgitant fraction", unit="%", low=0, high=100, code="LOINC|80056-5")
    vena_contracta_mm = MeasureField("vena contracta", unit="mm", low=0, high=30, code="LOINC|80061-5")
    pisa_radius_mm = MeasureField("PISA radius", unit="mm", low=0, high=40, code="LOINC|80059-9")
    ms_gradient_mmhg = MeasureField("mean mitral gradient", unit="mm[Hg]", low=0, high=60, code="LOINC|80073-0")
    heart_rate = MeasureField("at heart rate", unit="/min", low=20, high=250)
    mva_cm2 = MeasureField("mitral valve area", unit="cm2", low=0, high=10, code="LOINC|80068-0")
    pht_ms = MeasureField("pressure half-time", unit="ms", low=0, high=1000, code="LOINC|79912-2")
    lvef_percent = MeasureField("LVEF", unit="%", low=5, high=90, code="LOINC|18043-0")
    lvesd_mm = MeasureField("LVESD", unit="mm", low=5, high=100)
    lvedd_mm = MeasureField("LVEDD", unit="mm", low=10, high=110)
    lavi_ml_m2 = MeasureField("LA volume index", unit="mL/m2", low=5, high=300, code="LOINC|79982-5")
    pasp_mmhg = MeasureField("PASP", unit="mm[Hg]", low=5, high=150)


class CTReading(Reading):
    """CT: attenuation with phase and voltage (no rule rests on it), calcium scores, leaked content."""

    core_density = CodedField("core density", terms=readings.DENSITIES)
    core_hu = MeasureField("core attenuation", unit="[hnsf'U]", low=-1024, high=3071, code="DCM|112181")
    rim_hu = MeasureField("rim attenuation", unit="[hnsf'U]", low=-1024, high=3071, code="DCM|112181")
    region = models.CharField("region of interest", max_length=60, blank=True)
    phase = CodedField("phase", terms=readings.CT_PHASES)
    tube_kv = MeasureField("tube voltage", unit="kV", low=60, high=150)
    agatston = MeasureField("MAC Agatston score", unit="1", low=0, high=100000)
    calcium_mm3 = MeasureField("MAC calcium volume", unit="mm3", low=0, high=300000)
    leak_after_contrast_hu = MeasureField("leaked content after contrast", unit="[hnsf'U]", low=-1024, high=3071)
    leak_before_contrast_hu = MeasureField("leaked content before contrast", unit="[hnsf'U]", low=-1024, high=3071)


class CMRReading(Reading):
    """CMR: signal of centre and rim by sequence, mapping, perfusion and late enhancement."""

    t1_centre = CodedField("T1 centre", terms=readings.SIGNALS)
    t1_rim = CodedField("T1 rim", terms=readings.SIGNALS)
    t2_centre = CodedField("T2 or T2-STIR centre", terms=readings.SIGNALS)
    t2_rim = CodedField("T2 or T2-STIR rim", terms=readings.SIGNALS)
    gre_centre = CodedField("gradient echo centre", terms=readings.SIGNALS)
    gre_rim = CodedField("gradient echo rim", terms=readings.SIGNALS)
    bright_blood_cavity = CodedField("cavity, bright blood (SSFP)", terms=readings.CAVITIES)
    black_blood_cavity = CodedField("cavity, black blood (spin echo)", terms=readings.CAVITIES)
    t1_ms = MeasureField("T1 mapping", unit="ms", low=10, high=5000)
    t2_ms = MeasureField("T2 mapping", unit="ms", low=1, high=1000)
    perfusion_centre = CodedField("first-pass perfusion of the centre", terms=terms.VALUES)
    lge_standard = CodedField("late enhancement, standard TI", terms=readings.LGE)
    standard_ti_ms = MeasureField("standard TI", unit="ms", low=50, high=1000)
    lge_long_ti = CodedField("late enhancement, long TI", terms=readings.LGE)
    long_ti_ms = MeasureField("long TI", unit="ms", low=100, high=2000)


class NuclearReading(Reading):
    """PET and nuclear: tracer and uptake."""

    tracer = CodedField("tracer", terms=readings.TRACERS)
    suv_max = MeasureField("SUVmax", unit="1", low=0, high=100, code="DCM|126401")
    target_to_background = MeasureField("target-to-background ratio", unit="1", low=0, high=100)
    preparation = models.CharField("preparation", max_length=80, blank=True)
    prepared = CodedField("preparation was", terms=readings.PREPARATIONS)
