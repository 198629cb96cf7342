from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from users.signals import personal_data_requested, user_erased

        from . import personal_data

        personal_data_requested.connect(personal_data.export, dispatch_uid="mail.export")
        user_erased.connect(personal_data.erase, dispatch_uid="mail.erase")
