from typing import Any

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anymail.signals import tracking

        from users.signals import personal_data_requested, user_erased

        from . import personal_data
        from .events import receive_event

        def receive(sender: object, event: Any, esp_name: str, **kwargs: Any) -> None:
            receive_event(event=event, provider=esp_name)

        tracking.connect(receive, dispatch_uid="mail.events", weak=False)
        personal_data_requested.connect(personal_data.export, dispatch_uid="mail.export")
        user_erased.connect(personal_data.erase, dispatch_uid="mail.erase")
