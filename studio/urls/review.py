"""Reading a draft and deciding about it."""

from django.urls import path

from studio.views import drafts

urlpatterns = [
    path("drafts/<int:draft_id>/", drafts.page_draft, name="page-draft"),
]
