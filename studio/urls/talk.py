"""What a run's team says to its people, and what they say to each other."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
