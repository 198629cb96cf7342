from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    name = "newsletters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.pages import show_with
        from newsletters import models
        from newsletters.archive import show_archive, show_issue

        show_with(models.NewsletterIndexPage, show_archive)
        show_with(models.NewsletterIssuePage, show_issue)
