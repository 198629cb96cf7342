from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "studio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from studio.compared_text import separate_paragraphs
        from studio.mails import replace_wagtails_mails

        separate_paragraphs()
        replace_wagtails_mails()
