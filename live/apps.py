from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from live import personal_data
        from live.wiring import attendance, learner, talk, telling, webinar
        from users.signals import personal_data_requested, user_erased

        for section, export in personal_data.SECTIONS.items():
            personal_data_requested.connect(export, dispatch_uid=f"live.{section}")
        user_erased.connect(personal_data.erase, dispatch_uid="live.erase")
        for part in (learner, attendance, telling, webinar, talk):
            part.connect()
