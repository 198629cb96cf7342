"""Sweeps of `learning`."""

from celery import shared_task
from django.utils import timezone

from learning.actions import move_up_all
from learning.asking_teams import tell_of_applications as tell_who_asks
from learning.deciding import warn_teams as tell_teams
from learning.parts_done import credit_parts as hand_up
from learning.refreshing import refresh_stale
from learning.reminding import send_reminders as queue_reminders
from learning.running_again import tell_interested as write_to_interested


@shared_task(name="learning.refresh_percentages", ignore_result=True, acks_late=True)
def refresh_percentages() -> None:
    """Bring percentages up to date with changed courses. Safe to repeat: each is computed anew."""
    refresh_stale(at=timezone.now())


@shared_task(name="learning.move_up_waiting", ignore_result=True, acks_late=True)
def move_up_waiting() -> None:
    """Offer free seats to who waits first. Safe to repeat: a seat offered is no longer free."""
    move_up_all(at=timezone.now())


@shared_task(name="learning.send_reminders", ignore_result=True, acks_late=True, time_limit=600)
def send_reminders() -> None:
    """Queue the reminders that are due. Safe to repeat: each goes once, and one a week at most."""
    queue_reminders(at=timezone.now())


@shared_task(name="learning.tell_interested", ignore_result=True, acks_late=True, time_limit=600)
def tell_interested() -> None:
    """Tell whoever asked that a course runs again. Safe to repeat: each is told once."""
    write_to_interested(at=timezone.now())


@shared_task(name="learning.tell_of_applications", ignore_result=True, acks_late=True)
def tell_of_applications() -> None:
    """Tell teams who asks for a seat. Safe to repeat: an application is marked with its mail."""
    tell_who_asks(at=timezone.now())


@shared_task(name="learning.warn_teams", ignore_result=True, acks_late=True)
def warn_teams() -> None:
    """Tell teams of runs with too few people. Safe to repeat: each is told once for each date."""
    tell_teams(at=timezone.now())


@shared_task(name="learning.credit_parts", ignore_result=True, acks_late=True)
def credit_parts() -> None:
    """Count completed courses in their programmes. Safe to repeat: each fact is kept once."""
    hand_up(at=timezone.now())
