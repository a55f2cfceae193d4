"""What several rules say: their evidence, the time that is allowed."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Plural, Sentence

SENTENCES: dict[str, Sentence] = {
    "base.note": _("note"),
    "base.nurse_task": _("nurse task"),
    "base.same_day": _("same day"),
    "base.within": Plural(_("within {n} day"), _("within {n} days")),
    "evidence.unsigned": _("Unsigned default policy: no cardiologist of the centre has signed these numbers yet."),
    "evidence.counted_from": _("counted from"),
    "evidence.earliest_day": _("earliest day"),
    "evidence.latest_day": _("latest day"),
    "evidence.report_wanted": _("Consider asking the centre that follows the patient for its report."),
    "evidence.exam_days": _("exam days"),
    "evidence.measured_on": _("measured on"),
    "evidence.rate_label": _("rate"),
    "evidence.rate_sd": _("SD of the rate"),
    "evidence.p_growth": _("probability of growth, under our prior"),
    "evidence.p_shrinkage": _("probability of shrinkage, under our prior"),
    "evidence.last_size": _("size at the last exam"),
    "evidence.growth_threshold": _("growth means a rate above"),
    "evidence.rate": _("{rate:signed} mm/y ({low:bare} to {high:bare})"),
    "evidence.axes": Plural(_("{n} axis (exam days: {used:, })"), _("{n} axes (exam days: {used:, })")),
    "evidence.used": _("{what} {days}"),
    "evidence.found": _("found"),
    "evidence.expected": _("expected"),
    "evidence.z": _("z of the exam day"),
    "evidence.abrupt_z": _("called abrupt from"),
    "evidence.verdict": _("verdict of the next exam"),
    "evidence.held": _("held"),
    "evidence.drift": _("drift"),
    "evidence.step": _("step"),
    "evidence.misreading": _("misreading"),
    "evidence.surprise": _("{expected:number} mm expected (z {z:number})"),
    "evidence.conflict": _("The readings of that day disagree: read them again side by side first."),
    "evidence.error": _(
        "Measurement error: one {modality} reading has an SD of {sd:.1f} mm, so that two readings of an unchanged "
        "lesion may differ by {apart:.1f} mm."
    ),
    "evidence.modality_switch": _(
        "Modality switch ({used:, } exam days): the offset between them is estimated, not measured."
    ),
    "evidence.reader_switch": _("Reader switch: {n} readers measured."),
    "evidence.too_vague": _("{n} sizes are left out because their date is too vague."),
    "evidence.cannot_tell": _("{n} × “not visible” left out: the exam was poor, or by a modality that sees less."),
}
