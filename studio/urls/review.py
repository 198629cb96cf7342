"""Reading a draft, saying something about it, and deciding."""

from django.urls import path

from studio.views import drafts, reviewing, trial, trust

urlpatterns = [
    path("drafts/<int:draft_id>/", drafts.page_draft, name="page-draft"),
    path("drafts/<int:draft_id>/comment/", drafts.draft_comment, name="draft-comment"),
    path("<int:pk>/difference/", reviewing.course_difference, name="course-difference"),
    path("<int:pk>/comments/", reviewing.course_comments, name="course-comments"),
    path("<int:pk>/guests/", reviewing.course_guests, name="course-guests"),
    path("<int:pk>/try/", trial.course_try, name="course-try"),
    path("<int:pk>/try/<uuid:lesson_key>/", trial.try_lesson, name="try-lesson"),
    path("trusted-providers/", trust.trusted_providers, name="trusted-providers"),
]
