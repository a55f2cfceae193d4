"""The English of every message, by id; a module a subject. Python's `str.format`, see `words.render`.

A sentence is marked with `_` so that Babel finds it; it is translated when it is rendered, not when it is read.
"""

from __future__ import annotations

import importlib
import pkgutil

from surveillance.words.render import Sentence


def _all() -> dict[str, Sentence]:
    found: dict[str, Sentence] = {}
    for module in pkgutil.iter_modules(__path__):
        sentences: dict[str, Sentence] = importlib.import_module(f"{__name__}.{module.name}").SENTENCES
        if twice := found.keys() & sentences.keys():
            raise ValueError(f"worded twice: {', '.join(sorted(twice))}")
        found |= sentences
    return found


SENTENCES = _all()
