"""Where django-newsletter lets its readers leave: its messages name the address."""

from django.urls import include, path

urlpatterns = [path("peer/", include("newsletter.urls"))]
