"""Wagtail's own app for users, with our forms, and erasure in place of deletion."""

from wagtail.users.apps import WagtailUsersAppConfig


class CmsUsersConfig(WagtailUsersAppConfig):
    user_viewset = "users.viewsets.PersonViewSet"
