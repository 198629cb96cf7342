from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from users.signals import personal_data_requested, user_erased

        from .personal_data import erase_affiliation, export_affiliation

        personal_data_requested.connect(export_affiliation, dispatch_uid="members")
        user_erased.connect(erase_affiliation, dispatch_uid="members")
