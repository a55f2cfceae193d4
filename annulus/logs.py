"""One log line = one JSON object in UTC with ids only: an exception is named with its place, never with its text."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.conf import settings

STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}


class JsonLine(logging.Formatter):
    """Time, level, logger, message, the ids given as `extra`, and where an exception rose."""

    def format(self, record: logging.LogRecord) -> str:
        """A text on one line whatever the message holds."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in STANDARD and key[0] != "_"}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["raised_at"] = places(record.exc_info[2])
            if settings.DEBUG:
                line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def places(trace: TracebackType | None) -> list[str]:
    """File, line and function of each frame: a database's message would quote the row's values."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
