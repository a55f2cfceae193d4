"""A log line is one JSON object in UTC that holds ids and places, never a value."""

import json
import logging
import sys

from annulus.logs import JsonLine


def line(message="exam saved", *, exc_info=None, **extra):
    record = logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "surveillance", "exc_info": exc_info})
    vars(record).update(extra)
    return JsonLine().format(record)


def test_a_line_says_when_in_utc_and_which_ids():
    told = json.loads(line(patient="0b9e"))
    assert told["at"].endswith("+00:00")
    assert (told["message"], told["patient"]) == ("exam saved", "0b9e")


def test_a_name_in_an_exception_never_reaches_the_log():
    try:
        raise ValueError("Rossi, Maria")
    except ValueError:
        text = line("review failed", exc_info=sys.exc_info())
    assert "Rossi" not in text
    told = json.loads(text)
    assert told["error"] == "ValueError"
    assert "test_logs.py" in told["raised_at"][0]


def test_a_line_break_in_a_message_makes_no_second_line():
    assert "\n" not in line("one\ntwo")
