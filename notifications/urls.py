"""Addresses of `notifications`, behind the language prefix: `notices/` and below."""

from django.urls import URLPattern

app_name = "notifications"
urlpatterns: list[URLPattern] = []
