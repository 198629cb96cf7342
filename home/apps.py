from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.pages import show_with
        from home.front import show_front
        from home.models import HomePage

        show_with(HomePage, show_front)
