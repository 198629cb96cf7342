"""Pages of the sessions of a run, for who is enrolled; one's own calendar."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
