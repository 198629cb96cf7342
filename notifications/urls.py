"""Addresses of `notifications`, behind the language prefix: `notices/` and below."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("notices/", views.list_notices, name="list"),
    path("notices/seen/", views.seen, name="seen"),
    path("notices/choices/", views.choices, name="choices"),
    path("notices/<str:token>/off/", views.off, name="off"),
]
