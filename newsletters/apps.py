from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    name = "newsletters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import email_changed, email_confirmed
        from wagtail.signals import copy_for_translation_done

        from core.pages import show_with
        from mail.naming import name_letters
        from mail.signals import bounce_recorded, unsubscribe_received
        from newsletters import models, personal_data, receivers
        from newsletters.actions.letters import NAMES
        from newsletters.archive import show_archive, show_issue
        from users.signals import personal_data_requested, user_erased

        name_letters(NAMES)
        show_with(models.NewsletterIndexPage, show_archive)
        show_with(models.NewsletterIssuePage, show_issue)
        copy_for_translation_done.connect(
            receivers.issue_copied_for_translation, dispatch_uid="newsletters.translated"
        )
        email_confirmed.connect(receivers.account_confirmed, dispatch_uid="newsletters.account")
        email_changed.connect(receivers.account_moved, dispatch_uid="newsletters.moved")
        unsubscribe_received.connect(
            receivers.mail_unsubscribes, dispatch_uid="newsletters.unsubscribed"
        )
        bounce_recorded.connect(receivers.complaint_recorded, dispatch_uid="newsletters.complained")
        personal_data_requested.connect(personal_data.export, dispatch_uid="newsletters.export")
        user_erased.connect(personal_data.erase, dispatch_uid="newsletters.erase")
