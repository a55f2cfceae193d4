"""Reads docker-compose.yml and the Dockerfile as their own programs would, for a machine without an engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")


class UnsetError(Exception):
    """A variable that the file demands is not set."""


def read() -> dict[str, Any]:
    """The file with its anchors and merges resolved, its variables not."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def filled(text: str, variables: dict[str, str]) -> str:
    """Compose's own rules: ${NAME:-default}, ${NAME:?complaint}, and $$ for a dollar."""

    def value(match: re.Match[str]) -> str:
        dollar, name, kind, rest = match.groups()
        if dollar:
            return "$"
        if not variables.get(name) and kind == "?":
            raise UnsetError(f"{name}: {rest}")
        return variables.get(name) or (rest if kind == "-" else "")

    return VARIABLE.sub(value, text)


def image(folder: Path) -> Path:
    """The folder that the Dockerfile's second stage copies together, with its static files collected."""
    app = folder / "app"
    app.mkdir()
    for line in (ROOT / "Dockerfile").read_text().split("FROM ")[2].splitlines():
        words = line.split()
        if words[:1] == ["COPY"] and not words[1].startswith("--"):
            for name in words[1:-1]:
                source, target = ROOT / name, app / words[-1] / (name if words[-1] == "./" else "")
                shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    return app


@dataclass
class Service:
    """One of our services, ready to start on this machine."""

    name: str
    described: dict[str, Any]
    env: dict[str, str]
    app: Path

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Its own command with its own environment and nothing else."""
        command = [str(Path(sys.executable).with_name(self.described["command"][0])), *self.described["command"][1:]]
        with log.open("ab") as out:
            return subprocess.Popen(command, cwd=self.app, env=self.env, stdout=out, stderr=out, start_new_session=True)

    def is_healthy(self) -> bool:
        """What its own health check says."""
        kind, *words = self.described["healthcheck"]["test"]
        data = self.env["ANNULUS_DATA"]
        words = [filled(word, {}).replace("/data", data) for word in words]
        command = ["sh", "-c", words[0]] if kind == "CMD-SHELL" else words
        return subprocess.run(command, cwd=self.app, env=self.env, capture_output=True, timeout=60).returncode == 0


def service(name: str, *, variables: dict[str, str], places: dict[str, str], app: Path) -> Service:
    """A service with its variables filled and its hosts and folders moved to this machine."""
    described = read()["services"][name]
    env = {key: filled(str(value), variables) for key, value in described["environment"].items()}
    for key, value in env.items():
        for there, here in places.items():
            env[key] = env[key].replace(there, here) if value else value
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return Service(name, described, env | {"PATH": path, "HOSTNAME": os.uname().nodename}, app)
