"""Signing up for a webinar: `webinar/` and below."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
