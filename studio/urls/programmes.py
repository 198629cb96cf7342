"""The runs that a run of a programme takes its people to."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
