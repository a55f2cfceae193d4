"""Of some facts one stands at a time: of a patient, or of the lesion that they are about."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry import deaths
from registry.models import Closure, PatientFact


def check(fact: PatientFact) -> None:
    """A second entry of a kind of which one stands at a time would leave open which of the two counts."""
    dies = deaths.is_death(fact)
    if (dies or isinstance(fact, Closure)) and deaths.deaths().filter(patient=fact.patient_id).exists():
        raise _refusal(_("death"), of_lesion=False)
    if not fact.single:
        return
    about = {name: getattr(fact, name) for name in ("patient", "lesion") if hasattr(fact, name)}
    if type(fact).objects.filter(retracted_at=None, **about).exists():
        raise _refusal(_(str(fact._meta.verbose_name)), of_lesion="lesion" in about)


def _refusal(what: str, *, of_lesion: bool) -> ValidationError:
    said = _("An entry “%(what)s” stands for this patient already: amend the one that stands, or take it back first.")
    if of_lesion:
        said = _(
            "An entry “%(what)s” stands for this lesion already: amend the one that stands, or take it back first."
        )
    return ValidationError(said % {"what": what}, code="stands")
