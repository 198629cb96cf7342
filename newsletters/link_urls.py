"""Addresses in mails that are the same in every language."""

from django.urls import path

from newsletters.views.links import go

app_name = "newsletter-links"
urlpatterns = [path("<str:code>/", go, name="go")]
