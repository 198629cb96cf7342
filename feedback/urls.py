"""Addresses of `feedback`, behind the language prefix. Two words: no lesson has such an address."""

from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("learn/<slug:run_slug>/feedback/course/", views.course_feedback, name="course"),
    path(
        "learn/<slug:run_slug>/<str:lesson_slug>/feedback/<str:question_key>/",
        views.lesson_feedback,
        name="lesson",
    ),
]
