"""Everything that is written: pages of each role, what machines are told, messages, commands, exports."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from annulus.celery import app
from tests.snapshot.crawl import Keep, Walk
from tests.snapshot.filling import sent
from tests.snapshot.markup import Page
from tests.snapshot.naming import Names

SENDS = {"nurse": 2, "cardiologist": 1, "researcher": 1, "visitor": 1}
DEEP = {
    "nurse": r"^/patients/\*/(heart-team/|exams/\*/|facts/\w+/\*/)?$|^/appointments/",
    "nurse2": r"^/patients/\*/(exams/\*/)?$",
    "nurse3": r"^/patients/\*/(exams/\*/)?$",
    "cardiologist": r"^/patients/\*/$",
}
NEAR = 4  # patients whose every form is opened
LISTS = ["/", "/?view=all", "/?q=SYN-ROM-0001", "/?q=nobody", "/trajectories/", "/alerts/", "/alerts/?state=watching"]
LISTS += ["/alerts/?state=closed", "/heart-team/", "/patients/new/", "/policy/", "/policy/edit/", "/evidence/"]
LISTS += ["/evidence/cases/", "/settings/", "/export/", "/api/", "/accounts/password/change/", "/no-such-page/"]
VISITOR = ["/accounts/login/", "/accounts/inactive/", "/accounts/reauthenticate/", "/", "/no-such-page/"]
PARTS = ["", "heart-team/", "schedule/", "contact/", "identity/", "exams/new/"]
MODALITIES = ("TTE", "TOE", "CT", "CMR", "NM")
KINDS = (
    "plan", "closure", "form", "lab", "owner", "condition", "treatment", "visit", "lesion", "brief", "answer", "event",
    "person",
)  # fmt: skip
MACHINE = ["me", "patients", "standings", "signals", "alerts", "policies", "policies/default"]


def write(out: Path) -> None:
    """The whole snapshot into an empty folder."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise SystemExit(f"{out} is not empty.")

    def keep(name: str, text: str) -> None:
        path = out / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.rstrip() + "\n", encoding="utf-8")

    call_command("demo", verbosity=0)
    names = Names()
    _pages(names, keep)
    _machines(names, keep)
    _draft(names, keep)
    _messages(names, keep)
    _commands(names, keep)


def _client(who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who != "visitor":
        client.force_login(get_user_model().objects.get(username=who))
    return client


def _pages(names: Names, keep: Keep) -> None:
    """Each role's walk; those of the further centres read patients only."""
    near = set(sorted(names.patients.values())[:1]) | {f"SYN-ROM-{number:04d}" for number in range(1, NEAR + 1)}
    every = sorted((study, str(pk)) for pk, study in names.patients.items())
    alerts = [f"/alerts/{pk}/" for pk in apps.get_model("surveillance", "Alert").objects.values_list("pk", flat=True)]
    forms = [url for study, pk in every if study in near for url in _of_patient(pk)]
    starts = {who: [*LISTS, *forms[: len(_of_patient(""))]] for who in ("admin", "manager", "researcher")}
    starts["visitor"] = VISITOR
    for who, codes in {"nurse": ("PUB", "SYN-ROM"), "nurse2": ("SYN-BER",), "nurse3": ("SYN-LDN",)}.items():
        starts[who] = [*LISTS, *(f"/patients/{pk}/" for study, pk in every if study.startswith(codes))]
    starts["nurse"] += forms
    starts["cardiologist"] = [*starts["nurse"], *sorted(alerts)]
    for who, begun in starts.items():
        print(f"{who}, {len(begun)} addresses to begin with", flush=True)
        walk = Walk(who, _client(who), names, keep, near=near if who in SENDS else set(sorted(near)[:1]))
        walk.sends, walk.deep = SENDS.get(who, 0), DEEP.get(who, "$^")
        walk.answers = who == "cardiologist"
        walk.walk(begun)


def _of_patient(pk: str) -> list[str]:
    parts = [*PARTS, *(f"exams/new/?modality={m}" for m in MODALITIES), *(f"facts/{kind}/new/" for kind in KINDS)]
    return [f"/patients/{pk}/{part}" for part in parts]


def _machines(names: Names, keep: Keep) -> None:
    """The OpenAPI document and what the lists answer."""
    client = _client("cardiologist")
    keep("api/schema", client.get("/api/schema/").content.decode())
    asked = [f"/api/v1/{name}/" for name in MACHINE]
    for pk in names.patients:
        asked += [f"/api/v1/patients/{pk}/{part}" for part in ("", "standing/", "signals/")]
    for url in asked:
        answer = client.get(url)
        body = json.dumps(json.loads(answer.content or "null"), indent=1, ensure_ascii=False)
        keep("api" + names.plain(url).rstrip("/"), names.plain(f"{answer.status_code}\n{body}"))


def _draft(names: Names, keep: Keep) -> None:
    """A drafted policy, its effect computed, read by both; it stays in the house."""
    client = _client("cardiologist")
    form = next(f for f in Page(client.get("/policy/edit/").content.decode()).forms if len(f.boxes) > 5)
    data = sent(form, "as-it-stands")
    changed = next(box.name for box in form.boxes if "growth_threshold" in box.name)
    data[changed] = ["1.5"]
    data["rationale"] = ["Audit of 2026."]
    answer = client.post("/policy/edit/", data)
    keep("draft/saved", f"{answer.status_code}")
    _run("surveillance.tend_policy_effects")
    for job in apps.get_model("surveillance", "Job").objects.values_list("pk", flat=True):
        _run("surveillance.policy_effect", str(job))
    for who in ("cardiologist", "nurse"):
        walk = Walk(f"draft/{who}", _client(who), Names(), keep, near=set(), sends=int(who == "cardiologist"))
        if answer.has_header("Location"):
            walk.seen |= set(LISTS) | {f"/patients/{pk}/" for pk in names.patients}
            walk.walk([answer["Location"]])


def _run(task: str, *args: str) -> None:
    app.loader.import_default_modules()
    app.tasks[task](*args)


def _messages(names: Names, keep: Keep) -> None:
    """What waits in the outbox and the mails that come of it."""
    model = apps.get_model("surveillance", "Outbox")
    rows = [f"{row.kind} {names.known.get(str(row.patient_id))}" for row in model.objects.order_by("pk")]
    keep("messages/outbox", "\n".join(rows))
    _run("surveillance.deliver")
    mails = [f"To: {', '.join(m.to)}\nSubject: {m.subject}\n\n{m.body}\n" for m in mail.outbox]
    keep("messages/mails", "\n---\n".join(mails))


def _commands(names: Names, keep: Keep) -> None:
    """What the commands print, and the words of an export."""
    for name, options in {
        "demo-logins": ["demo", "--logins"],
        "replay": ["replay", "--rule", "G1"],
        "burden": ["replay", "--burden"],
        "repeatability": ["repeatability"],
    }.items():
        keep(f"commands/{name}", names.plain(_printed(options)))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "export"
        call_command("export", out=str(out), verbosity=0)
        for path in _words_of_export(out):
            keep(f"commands/export/{path.name}", names.plain(path.read_text(encoding="utf-8")))


def _printed(options: list[str]) -> str:
    text: Any = io.StringIO()
    try:
        with redirect_stdout(text):
            call_command(*options, stdout=text, stderr=text)
    except CommandError as refused:
        return f"{text.getvalue()}\nrefused: {refused}"
    return text.getvalue()


def _words_of_export(out: Path) -> Iterator[Path]:
    """The files that hold words, not pseudonymous rows."""
    for path in sorted(out.rglob("*")):
        if "codebook" in path.name.lower() or "readme" in path.name.lower():
            yield path
