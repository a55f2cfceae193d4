"""Whether this house answers: one line for load balancers and health checks, no version in it.

`python -m annulus.health` asks this container's own web server, and fails when it does not answer.
"""

from __future__ import annotations

import os
from urllib.request import Request, urlopen

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answers 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


if __name__ == "__main__":
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
    port = os.environ.get("BIND", "0.0.0.0:8000").rpartition(":")[2]
    with urlopen(Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host}), timeout=5):
        pass
