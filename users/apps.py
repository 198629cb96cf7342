from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import password_reset

        from users.inviting import prove_address

        password_reset.connect(prove_address, dispatch_uid="users.password_reset")
