"""No part of the site stands outside the tests that ask every route as another centre's user."""

from __future__ import annotations

from django.urls import get_resolver

COVERED = {
    "": "tests/pages/test_tenancy_pages.py",
    "api/": "tests/api/test_tenancy_api.py",
    "export/": "tests/export/test_page.py",
    "accounts/": "log-in and password: no object of a centre",
    "healthz": "no object of a centre",
}


def test_every_part_of_the_site_is_covered_by_a_tenancy_test():
    assert {str(pattern.pattern) for pattern in get_resolver().url_patterns} == set(COVERED)
