from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the ledger calls the mails of this app.
LETTERS = {
    "notice": _("A notice"),
    "notice_digest": _("The daily digest"),
}


class NotificationsConfig(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mail.naming import name_letters
        from mail.signals import unsubscribe_received
        from notifications import personal_data, receivers
        from users.signals import personal_data_requested, user_erased

        name_letters(LETTERS)
        for section, export in personal_data.SECTIONS.items():
            personal_data_requested.connect(export, dispatch_uid=f"notifications.{section}")
        user_erased.connect(personal_data.erase, dispatch_uid="notifications.erase")
        unsubscribe_received.connect(
            receivers.reader_unsubscribes, dispatch_uid="notifications.unsubscribes"
        )
