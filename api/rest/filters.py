"""The filters of lists: codes from a closed set, yes or no, one of the user's own centres; anything else is refused."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError

from api.rest.links import no_centre
from api.rest.views import readable
from registry.vocabulary.terms import Terms


def one_of(terms: Terms, **options: Any) -> django_filters.ChoiceFilter:
    """A filter on a coded column."""
    return django_filters.ChoiceFilter(choices=[(term.code, term.label) for term in terms], **options)


@extend_schema_field(OpenApiTypes.BOOL)
class YesNoFilter(django_filters.TypedChoiceFilter):
    """true or false; anything else is refused, not taken for “all”."""

    def __init__(self, **options: Any) -> None:
        words = [(word, word) for word in ("true", "false")]
        super().__init__(choices=words, coerce=lambda word: word == "true", empty_value=None, **options)


class CentreFilter(django_filters.CharFilter):
    """The code of one of the user's centres; any other is refused, whether it exists or not."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows of that centre."""
        if value:
            mine = [centre.code for centre in readable(self.parent.request.user)]
            if value not in mine:
                raise ValidationError({"centre": [no_centre(value, mine)]})
        found: QuerySet[Any] = super().filter(qs, value)
        return found
