"""Signing up for a webinar: `webinar/` and below."""

from django.urls import path

from live.views import webinar

urlpatterns = [
    path("webinar/asked/", webinar.asked, name="webinar-asked"),
    path("webinar/confirm/<str:token>/", webinar.confirm, name="webinar-confirm"),
    path("webinar/<slug:run_slug>/", webinar.webinar, name="webinar"),
]
