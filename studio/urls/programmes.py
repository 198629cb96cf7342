"""The runs that a run of a programme takes its people to."""

from django.urls import path

from studio.views import programmes

urlpatterns = [
    path("runs/<int:run_id>/parts/", programmes.run_parts, name="run-parts"),
]
