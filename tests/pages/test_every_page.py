"""Every page renders for the people who may see it, with nothing inline."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from tests.cast import Cast


def test_smoke(cast: Cast, client: Client) -> None:
    client.force_login(cast.nurse)
    p = cast.growing.pk
    ex = cast.growing.exams.order_by("on_first").last()
    for url in ["/?view=all", "/", "/trajectories/", "/trajectories/?heading=stable", "/alerts/", f"/patients/{p}/", "/policy/", "/settings/", "/patients/new/",
                f"/patients/{p}/schedule/", f"/patients/{p}/contact/", f"/patients/{p}/exams/new/", f"/patients/{p}/exams/new/?modality=CMR", f"/patients/{p}/exams/new/?modality=PET", f"/patients/{p}/facts/event/new/", f"/patients/{p}/facts/plan/new/",
                f"/patients/{p}/exams/{ex.lineage}/", f"/patients/{p}/identity/"]:
        t=time.perf_counter()
        r = client.get(url)
        print(url, r.status_code, len(r.content), round((time.perf_counter()-t)*1000,1))
        assert r.status_code==200
        open("/tmp/pages/"+url.strip("/").replace("/","_").replace("?","_").replace(str(p),"P")+".html","wb").write(r.content)
