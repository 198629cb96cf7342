from django.apps import AppConfig


class SdgsConfig(AppConfig):
    name = "sdgs"
    default_auto_field = "django.db.models.BigAutoField"
