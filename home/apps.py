from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.pages import show_with
        from home.front import show_front
        from home.models import HomePage
        from home.policies import read_plain_policies
        from users.policies import register_policy_reader

        show_with(HomePage, show_front)
        register_policy_reader(read_plain_policies)
