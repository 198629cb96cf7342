"""Pages of a learner. Each reads through `visible_to(user)` and calls one action."""

from .again import again_page
from .enrolling import course, enroll_page, my_seat, seats, withdraw_page
from .lesson import lesson, mark_done, resume
from .progress import progress_page
from .reminders import applications_off, reminders_off
from .waiting import waiting_page

__all__ = [
    "again_page",
    "applications_off",
    "course",
    "enroll_page",
    "lesson",
    "mark_done",
    "my_seat",
    "progress_page",
    "reminders_off",
    "resume",
    "seats",
    "waiting_page",
    "withdraw_page",
]
