"""One stage a module: a live server with the whole cast, and tabs of its people that note every fault they meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from pytest_django.live_server_helper import LiveServer

from tests.browser.inspection import AXE, watch
from tests.browser.props import cards, exports
from tests.cast import call_in
from tests.pages.addresses import addresses

if TYPE_CHECKING:
    from tests.cast import Cast

WINDOW = {"width": 1280, "height": 860}
PASSWORD = "a long sentence to log in with"
WAIT_MS = 8000  # what has not come by then will not come


@dataclass
class Stage:
    """The cast on a live server, with the address of every page of surveillance."""

    cast: Cast
    url: str
    pages: dict[str, str]
    alerts: dict[str, Any]  # the cards by whose or how they are


@pytest.fixture(scope="session")
def tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database: pytest-django makes it only where a chosen test asks for `db`; those of a stage do not."""
    with django_db_blocker.unblock():
        made = [] if _is_there() else setup_databases(0, interactive=False, aliases=["default"], serialized_aliases=())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


def _is_there() -> bool:
    """Whether the test database has been made; PostgreSQL refuses the connection where it has not."""
    try:
        return bool(connection.introspection.table_names())
    except OperationalError:
        return False


@pytest.fixture(scope="module")
def stage(tables: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Built once for a module whose tests only look; emptied at its end."""
    from registry.audit import triggers

    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        try:
            cast = call_in()
            for person in (cast.nurse, cast.cardiologist):
                person.set_password(PASSWORD)
                person.save()
            exports(cast)
            yield Stage(cast, server.url, pages=addresses(cast), alerts=cards(cast))
        finally:
            server.stop()
            triggers.uninstall(connection)
            call_command("flush", interactive=False, verbosity=0)
            cache.clear()


def give_cookie(context: Any, person: Any, url: str) -> None:
    """Puts the cookie of a logged-in person into a browser context."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


Tabs = Callable[..., Any]


@pytest.fixture(scope="module")
def tabs(browser: Any, stage: Stage) -> Iterator[Tabs]:
    """tabs("nurse") is the one tab of the nurse in this module, its list of faults emptied; tabs("") a visitor's."""
    opened: dict[str, Any] = {}

    def tab(who: str, **options: Any) -> Any:
        key = f"{who} {options}"
        if key not in opened:
            context = browser.new_context(base_url=stage.url, **{"viewport": WINDOW, **options})
            context.set_default_timeout(WAIT_MS)
            context.add_init_script(AXE)
            if who:
                give_cookie(context, getattr(stage.cast, who), stage.url)
            opened[key] = watch(context.new_page())
        page = opened[key]
        page.faults.clear()
        page.set_viewport_size(options.get("viewport", WINDOW))
        page.emulate_media(color_scheme="light", media="screen")
        return page

    yield tab
    for page in opened.values():
        page.context.close()


@pytest.fixture
def enter(live_server: Any) -> Callable[[Any, Any], None]:
    """enter(context, person) on the live server of one test."""

    def entered(context: Any, person: Any) -> None:
        give_cookie(context, person, live_server.url)

    return entered
