"""Addresses of `courses` outside the language prefix."""

from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("files/lessons/<path:name>", views.lesson_file, name="lesson-file"),
]
