"""Compiles the lock files again and refuses them when they differ, name a host or lack a hash."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
COMPILE = ["pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--python-version", "3.11"]
LOCKS = {"requirements.txt": [], "requirements-dev.txt": ["--extra", "dev", "-c", "requirements.txt"]}


def compiled(name: str, folder: Path) -> str | None:
    """The lock as it would be now; none when the registry does not answer."""
    run = subprocess.run(
        [UV, *COMPILE, "pyproject.toml", "-o", name, *LOCKS[name]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        print(f"!!! {name} was NOT compared, uv could not compile it: {run.stderr.strip().splitlines()[-1:]}")
        return None
    return (folder / name).read_text(encoding="utf-8")


def faults() -> list[str]:
    """What is wrong with either lock."""
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in ("pyproject.toml", "README.md", "LICENSE", *LOCKS):
            if (ROOT / name).exists():
                shutil.copy(ROOT / name, folder / name)
        for name in LOCKS:
            text = (ROOT / name).read_text(encoding="utf-8")
            if "://" in text:
                found.append(f"{name} names a host: compile it with `make lock`")
            if text.count("==") > text.count("--hash=sha256:"):
                found.append(f"{name} has a pin without a hash")
            if compiled(name, folder) not in {text, None}:
                found.append(f"{name} is not what pyproject.toml asks for: run `make lock`")
    return found


if __name__ == "__main__":
    found = faults()
    print("\n".join(found) or "The lock files are current and name no host.")
    sys.exit(bool(found))
