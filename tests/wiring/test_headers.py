"""Every kind of answer carries the same strict headers."""

import pytest
from django.test import Client, override_settings
from django.urls import path

from annulus import urls

# The policy as UX decision 5 words it, typed a second time on purpose.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def breaks(request):
    raise RuntimeError("broken on purpose")


class BrokenAddresses:
    urlpatterns = [path("breaks", breaks), *urls.urlpatterns]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/healthz", 200),
        ("/accounts/login/", 200),
        ("/no-such-page", 404),
        ("/static/no-such-file.css", 404),
        ("/static/annulus.css", 200),
        ("/breaks", 500),
    ],
)
def test_pages_errors_and_static_files_carry_the_strict_policy(address, status):
    with override_settings(ROOT_URLCONF=BrokenAddresses):
        response = Client(raise_request_exception=False).get(address)
    assert response.status_code == status
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_a_wrong_host_is_refused_with_the_same_headers():
    response = Client().get("/accounts/login/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert response.headers["Content-Security-Policy"] == POLICY


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/accounts/login/", "/no-such-page", "/static/no-such-file.css"])
def test_nothing_but_static_files_may_be_kept_by_a_browser(address):
    assert "no-store" in Client().get(address).headers["Cache-Control"]


def test_static_files_may_be_kept():
    response = Client().get("/static/annulus.css")
    assert "no-store" not in response.headers["Cache-Control"]
