"""Calendars that programs subscribe to: outside the language prefix, under `calendar/`."""

from django.urls import URLPattern

app_name = "live-calendars"
urlpatterns: list[URLPattern] = []
