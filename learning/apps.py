from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the ledger calls the mails of this app.
LETTERS = {
    "course_reminder": _("Reminder of a course"),
    "course_runs_again": _("A course runs again"),
    "run_cancelled": _("A run is cancelled"),
    "course_retired": _("A course is not offered any more"),
    "run_below_minimum": _("A run has too few people"),
    "application_asked": _("Somebody asks for a seat"),
    "application_decided": _("Answer to an application"),
    "deadline_extended": _("More time for a course"),
}


class LearningConfig(AppConfig):
    name = "learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.pages import show_with
        from courses.models import LessonPage, ModulePage
        from courses.outline_door import register_enrollment_probe
        from courses.protected import register_reader
        from courses.seats_door import register_seat_counter
        from courses.signals import course_retired, outline_published, run_changed
        from learning import preview, receivers
        from learning.seats import seats_taken
        from learning.signals import enrollment_completed
        from mail.naming import name_letters
        from mail.signals import unsubscribe_received
        from users.signals import personal_data_requested, user_erased

        name_letters(LETTERS)
        register_enrollment_probe(receivers.has_enrollments)
        register_reader(receivers.may_read_files)
        register_seat_counter(seats_taken)
        outline_published.connect(receivers.course_changed, dispatch_uid="learning.outline")
        course_retired.connect(receivers.course_retired, dispatch_uid="learning.retired")
        run_changed.connect(receivers.run_changed, dispatch_uid="learning.run")
        enrollment_completed.connect(receivers.part_completed, dispatch_uid="learning.part")
        personal_data_requested.connect(receivers.tell_personal_data, dispatch_uid="learning.data")
        unsubscribe_received.connect(
            receivers.reader_unsubscribes, dispatch_uid="learning.unsubscribes"
        )
        personal_data_requested.connect(receivers.tell_reminders, dispatch_uid="learning.reminders")
        personal_data_requested.connect(
            receivers.tell_applications, dispatch_uid="learning.applications"
        )
        personal_data_requested.connect(receivers.tell_interests, dispatch_uid="learning.interests")
        personal_data_requested.connect(receivers.tell_waiting, dispatch_uid="learning.waiting")
        user_erased.connect(receivers.erase_person, dispatch_uid="learning.erased")
        # Neither is ever served: the player shows them. This is what a preview shows.
        show_with(LessonPage, preview.show_lesson)
        show_with(ModulePage, preview.show_module)
