"""A run and what is set in it."""

from django.urls import path

from studio.views import (
    cancelling,
    checks,
    enrolling,
    extending,
    rehearsing,
    run_terms,
    runs,
    ways_in,
)

urlpatterns = [
    path("people/<int:enrollment_id>/more-time/", extending.learner_extend, name="learner-extend"),
    path("runs/<int:run_id>/", runs.run, name="run"),
    path("runs/<int:run_id>/copy/", runs.run_copy, name="run-copy"),
    path("runs/<int:run_id>/release/", run_terms.run_release, name="run-release"),
    path("runs/<int:run_id>/before/", run_terms.run_needs, name="run-needs"),
    path("runs/<int:run_id>/rehearsal/", rehearsing.run_rehearsal, name="run-rehearsal"),
    path("runs/<int:run_id>/asking/", ways_in.run_applications, name="run-applications"),
    path("runs/<int:run_id>/codes/", ways_in.run_codes, name="run-codes"),
    path("runs/<int:run_id>/cancel/", cancelling.run_cancel, name="run-cancel"),
    path("runs/<int:run_id>/checks/", checks.run_checks, name="run-checks"),
    path("runs/<int:run_id>/enroll/", enrolling.run_enroll, name="run-enroll"),
]
