from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.db.models.signals import m2m_changed, post_delete, post_save
        from wagtail.models import Locale
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from core.pages import show_with
        from courses import models, page_contexts
        from courses.actions import publish_approved_course
        from courses.freshness import STEPS_UP, alias_made, locale_changed, page_changed, page_moved
        from courses.provider_rights import catalogue_made
        from courses.rights_log import groups_changed
        from courses.signals import course_approved

        page_published.connect(page_changed, dispatch_uid="courses.page_published")
        page_published.connect(
            catalogue_made, sender=models.CourseIndexPage, dispatch_uid="courses.catalogue"
        )
        page_unpublished.connect(page_changed, dispatch_uid="courses.page_unpublished")
        post_page_move.connect(page_moved, dispatch_uid="courses.page_moved")
        for model in STEPS_UP:
            # Wagtail announces no deletion of a page; this marks a row and does nothing else.
            post_delete.connect(page_changed, sender=model, dispatch_uid=f"courses.{model}")
            post_save.connect(alias_made, sender=model, dispatch_uid=f"courses.alias.{model}")
        post_save.connect(locale_changed, sender=Locale, dispatch_uid="courses.locale")

        course_approved.connect(publish_approved_course, dispatch_uid="courses.approved")
        groups = get_user_model().groups.through
        m2m_changed.connect(groups_changed, sender=groups, dispatch_uid="courses.groups")
        show_with(models.CourseIndexPage, page_contexts.show_catalogue)
        show_with(models.ProviderPage, page_contexts.show_provider)
        show_with(models.CoursePage, page_contexts.show_course)
