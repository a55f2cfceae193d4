"""JSON as the API takes it: without doubled names, NaN, bottomless nesting or broken text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    """Refuses what would otherwise be guessed at; how large a body may be is Django's setting."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The document, or a sentence on what is wrong with the text."""
        try:
            found = json.loads(stream.read().decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number)
            json.dumps(found, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
        except (UnicodeDecodeError, UnicodeEncodeError) as error:
            raise ParseError(_("The body is not valid UTF-8 text.")) from error
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error
        except ValueError as error:
            raise ParseError(_("The body is not valid JSON: %(why)s") % {"why": error}) from error
        return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ParseError(_("%(name)s is given twice.") % {"name": ascii(name[:60])})
        found[name] = value
    return found


def _no_number(text: str) -> NoReturn:
    raise ParseError(_("%(value)s is not a number that can be recorded.") % {"value": text})
