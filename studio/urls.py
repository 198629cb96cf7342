"""Addresses of the studio below /cms/."""

from django.urls import path

from studio import views

app_name = "studio"
urlpatterns = [
    path("", views.course_list, name="course-list"),
    path("languages/", views.catalog_list, name="catalog-list"),
    path("new/", views.course_new, name="course-new"),
    path("<int:pk>/", views.course_overview, name="course-overview"),
    path("<int:pk>/publish/", views.course_publish, name="course-publish"),
    path("drafts/<int:draft_id>/", views.page_draft, name="page-draft"),
    path("runs/<int:run_id>/checks/", views.run_checks, name="run-checks"),
    path("runs/<int:run_id>/enroll/", views.run_enroll, name="run-enroll"),
    path("runs/<int:run_id>/people/", views.run_roster, name="run-roster"),
    path("people/<int:enrollment_id>/", views.learner, name="learner"),
    path("people/<int:enrollment_id>/<slug:deed>/", views.learner_deed, name="learner-deed"),
]
