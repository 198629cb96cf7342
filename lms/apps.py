"""The project as an app: its templates, the rules of its addresses."""

from django.apps import AppConfig


class LmsConfig(AppConfig):
    name = "lms"
    label = "lms"
