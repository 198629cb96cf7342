"""Addresses of `learning`, behind the language prefix."""

from django.urls import URLPattern

app_name = "learning"
urlpatterns: list[URLPattern] = []
