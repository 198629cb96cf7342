"""The people of a run, and one of them."""

from django.urls import path

from studio.views import feedback, logs, messaging, one_learner, people

urlpatterns = [
    path("runs/<int:run_id>/people/", people.run_roster, name="run-roster"),
    path("runs/<int:run_id>/feedback/", feedback.run_feedback, name="run-feedback"),
    path("runs/<int:run_id>/message/", messaging.run_message, name="run-message"),
    path("people/<int:enrollment_id>/", one_learner.learner, name="learner"),
    path("<int:pk>/log/", logs.course_log, name="course-log"),
    path("people/<int:enrollment_id>/log/", logs.person_log, name="person-log"),
    path("people/<int:enrollment_id>/<slug:deed>/", one_learner.learner_deed, name="learner-deed"),
]
