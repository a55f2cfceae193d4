"""docker-compose.yml, read and then lived: each service's own command in its own environment, on local servers."""

import http.client
import re
import secrets
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.conftest import wait_for
from tests.services import free_port, stop
from tests.wiring import compose

OURS = ("migrate", "web", "worker", "beat")
VARIABLES = {
    "SECRET_KEY": "k" * 50,
    "POSTGRES_PASSWORD": "drill0password",
    "ALLOWED_HOSTS": "annulus.example,other.example",
    "SWEEP_SECONDS": "2",
}


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_without_rights_and_cannot_write_their_image(name):
    described = compose.read()["services"][name]
    assert described["user"].split(":")[0] not in {"0", "root"}
    assert described["read_only"] is True
    assert described["cap_drop"] == ["ALL"]
    assert described["security_opt"] == ["no-new-privileges:true"]
    assert described["environment"]["ANNULUS_ENV"] == "production"


@pytest.mark.parametrize("name", ["web", "worker", "beat", "postgres", "redis"])
def test_every_service_that_stays_has_a_health_check_and_is_started_again(name):
    described = compose.read()["services"][name]
    assert described["healthcheck"]["test"]
    assert described["restart"] == "unless-stopped"


def test_the_services_wait_for_the_migration_and_for_healthy_servers():
    for name in ("web", "worker", "beat"):
        waits = {on: how["condition"] for on, how in compose.read()["services"][name]["depends_on"].items()}
        assert waits == {
            "migrate": "service_completed_successfully",
            "postgres": "service_healthy",
            "redis": "service_healthy",
        }


def test_no_server_is_reachable_from_outside_this_machine():
    published = {name: described.get("ports", []) for name, described in compose.read()["services"].items()}
    assert {name for name, ports in published.items() if ports} == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in published["web"])


@pytest.mark.parametrize("missing", ["SECRET_KEY", "POSTGRES_PASSWORD", "ALLOWED_HOSTS"])
def test_a_secret_comes_from_the_environment_or_nothing_starts(missing):
    text = (compose.ROOT / "docker-compose.yml").read_text()
    with pytest.raises(compose.UnsetError, match=missing):
        compose.filled(text, VARIABLES | {missing: ""})


def test_only_web_processes_use_a_pool():
    services = compose.read()["services"]
    assert [name for name in OURS if services[name]["environment"].get("ANNULUS_POOL")] == ["web"]


@pytest.fixture
def database(postgresql_url):
    """The database that the file's own SQL makes, under a name of this run."""
    name = f"drill_{secrets.token_hex(4)}"
    sql = compose.filled(compose.read()["configs"]["plain_role"]["content"], VARIABLES)
    with psycopg.connect(postgresql_url, autocommit=True) as admin:
        for statement in re.sub(r"\bannulus\b", name, sql).split(";")[:-1]:
            admin.execute(statement)
        yield name
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        admin.execute(f"DROP ROLE {name}")


@pytest.fixture
def places(postgresql_url, redis_url, database, tmp_path):
    """Where the file's hosts and folders are on this machine."""
    parts = urlsplit(postgresql_url)
    where = (parts.netloc.rpartition("@")[2] or "") + f"/{database}" + (f"?{parts.query}" if parts.query else "")
    redis = redis_url.rpartition("/")[0]
    data = tmp_path / "data"
    data.mkdir()
    return {
        "postgres://annulus:": f"postgres://{database}:",
        "postgres:5432/annulus": where,
        "redis://redis:6379/0": f"{redis}/14",
        "redis://redis:6379/1": f"{redis}/15",
        "/data": str(data),
    }


@pytest.fixture
def house(places, tmp_path):
    """Our four services on this machine; what was started is stopped."""
    app, port, running = compose.image(tmp_path), free_port(), []
    services = {name: compose.service(name, variables=VARIABLES, places=places, app=app) for name in OURS}
    services["web"].env["BIND"] = f"127.0.0.1:{port}"

    def start(name):
        log = tmp_path / f"{name}.log"
        running.append(services[name].start(log))
        if name != "migrate":
            wait_for(lambda: services[name].is_healthy() or running[-1].poll() is not None, seconds=60)
        else:
            running[-1].wait(120)
        assert running[-1].poll() in ({0} if name == "migrate" else {None}), log.read_text()
        return running[-1]

    yield start, services, port
    for process in reversed(running):
        stop(process, seconds=30)


def page(port, path, **headers):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    client.request("GET", path, headers={"Host": "annulus.example", **headers})
    return client.getresponse()


@pytest.mark.slow
def test_every_service_of_the_file_runs_and_beats_sweep_is_done(house, postgresql_url, database):
    start, services, port = house
    start("migrate")
    collect = compose.Service(
        "collect",
        {"command": ["python", "manage.py", "collectstatic", "--noinput"]},
        services["web"].env,
        services["web"].app,
    )
    assert collect.start(services["web"].app / "collect.log").wait(120) == 0
    for name in ("web", "worker", "beat"):
        start(name)

    assert page(port, "/healthz").status == 200
    assert page(port, "/accounts/login/").status == 301  # to https
    behind = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.1"}
    login = page(port, "/accounts/login/", **behind)
    assert login.status == 200
    assert "default-src 'none'" in login.headers["Content-Security-Policy"]
    assert "__Host-csrftoken" in login.headers["Set-Cookie"]
    assert page(port, "/healthz", Host="evil.example").status == 400

    with psycopg.connect(postgresql_url, dbname=database, autocommit=True) as admin:
        done = "SELECT count(*) FROM surveillance_sweeprun WHERE state = 'complete'"
        assert wait_for(lambda: admin.execute(done).fetchone()[0] >= 2, seconds=60)
