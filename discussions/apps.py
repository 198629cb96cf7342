from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "discussions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from discussions import personal_data, telling
        from users.signals import personal_data_requested, user_erased

        telling.connect()
        for section, export in personal_data.SECTIONS.items():
            personal_data_requested.connect(export, dispatch_uid=f"discussions.{section}")
        user_erased.connect(personal_data.erase, dispatch_uid="discussions.erase")
