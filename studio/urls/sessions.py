"""The live sessions of a run: their plan, their day, who attended."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
