"""What a personal link of a mail opens: `join/<token>/` and below, without signing in."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
