"""JSON as the API takes it: of limited size and depth, without doubled names, NaN or broken text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from api.errors import TooLarge


class StrictJSONParser(JSONParser):
    """Refuses with 400 or 413 what would otherwise be guessed at or cost too much."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The document, or a sentence on what is wrong with the text."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge(f"The body is over {limit // 1024} KiB: send less at once.")
        try:
            found = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number)
            json.dumps(found, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
        except (UnicodeDecodeError, UnicodeEncodeError) as error:
            raise ParseError("The body is not valid UTF-8 text.") from error
        except RecursionError as error:
            raise ParseError("The body is nested too deeply.") from error
        except ValueError as error:
            raise ParseError(f"The body is not valid JSON: {error}") from error
        return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ParseError(f"{name[:60]!a} is given twice.")
        found[name] = value
    return found


def _no_number(text: str) -> NoReturn:
    raise ParseError(f"{text} is not a number that can be recorded.")
