from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from quizzes import personal_data
        from users.signals import personal_data_requested, user_erased

        personal_data_requested.connect(personal_data.export, dispatch_uid="quizzes.export")
        user_erased.connect(personal_data.erase, dispatch_uid="quizzes.erase")
