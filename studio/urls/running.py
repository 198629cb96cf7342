"""A run and what is set in it."""

from django.urls import path

from studio.views import checks, enrolling

urlpatterns = [
    path("runs/<int:run_id>/checks/", checks.run_checks, name="run-checks"),
    path("runs/<int:run_id>/enroll/", enrolling.run_enroll, name="run-enroll"),
]
