"""Addresses of surveillance."""

from django.urls import URLPattern

app_name = "surveillance"
urlpatterns: list[URLPattern] = []
