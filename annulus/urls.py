"""Every address of the house: pages at the root, machines under api/, logging in under accounts/."""

from allauth.account import views as account
from django.urls import include, path

from annulus.health import healthz

accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
]
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include(accounts)),
    path("api/", include("api.rest.urls")),
    path("export/", include("api.pages.urls")),
    path("", include("surveillance.urls")),
]
