"""Who works for a provider."""

from django.urls import path

from studio.views import colleagues

urlpatterns = [
    path("colleagues/", colleagues.provider_list, name="colleagues-of"),
    path("colleagues/<int:provider_id>/", colleagues.colleagues, name="colleagues"),
    path(
        "colleagues/<int:provider_id>/<int:person_id>/",
        colleagues.colleague,
        name="colleague",
    ),
]
