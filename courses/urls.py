"""Addresses of `courses` outside the language prefix."""

from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("media/<path:name>", views.public_file, name="public-file"),
    path("files/lessons/<path:name>", views.lesson_file, name="lesson-file"),
]
