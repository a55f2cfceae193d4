"""The script behind `make messages`, which is no module of the house."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def script() -> ModuleType:
    """`.ci/messages.py`, loaded; the path it adds for itself is taken back."""
    spec = importlib.util.spec_from_file_location("messages_of_ci", ROOT / ".ci" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(ROOT))
    return module
