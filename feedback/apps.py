from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from feedback import personal_data
        from users.signals import personal_data_requested, user_erased

        personal_data_requested.connect(personal_data.export, dispatch_uid="feedback.export")
        user_erased.connect(personal_data.erase, dispatch_uid="feedback.erase")
