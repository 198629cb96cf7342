"""Addresses of `quizzes`, behind the language prefix, below the player's lesson."""

from django.urls import path

from . import views

app_name = "quizzes"
urlpatterns = [
    path(
        "learn/<slug:run_slug>/<str:lesson_slug>/checks/<str:activity_key>/",
        views.check,
        name="check",
    ),
]
