"""Addresses of `discussions`, behind the language prefix: `talk/` and below."""

from django.urls import URLPattern

app_name = "discussions"
urlpatterns: list[URLPattern] = []
