"""Addresses of the pages of api."""

from django.urls import path

from api.pages import export

app_name = "export"
urlpatterns = [
    path("", export.page, name="page"),
    path("<uuid:job_id>/download/", export.download, name="download"),
]
