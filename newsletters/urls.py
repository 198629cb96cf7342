"""Addresses of `newsletters`, behind the language prefix."""

from django.urls import path

from core.page_cache import keep_public_pages
from newsletters.feeds import feed

app_name = "newsletters"
urlpatterns = [
    path("feed/", keep_public_pages(feed), name="feed"),
]
