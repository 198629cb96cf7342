from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the ledger calls the mails of this app.
LETTERS = {
    "announcement": _("An announcement to a run"),
}


class DiscussionsConfig(AppConfig):
    name = "discussions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from discussions import about_lessons, announced, personal_data, telling
        from mail.naming import name_letters
        from users.signals import personal_data_requested, user_erased

        name_letters(LETTERS)
        about_lessons.connect()
        announced.connect()
        telling.connect()
        for section, export in personal_data.SECTIONS.items():
            personal_data_requested.connect(export, dispatch_uid=f"discussions.{section}")
        user_erased.connect(personal_data.erase, dispatch_uid="discussions.erase")
