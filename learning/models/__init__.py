"""Tables of `learning`. None of them holds a page id."""

from .activity_result import ActivityResult, ResultKind
from .enrollment import AffiliationKind, Enrollment
from .reminder import NoReminders, Reminder
from .waiting_place import WaitingEnd, WaitingPlace

__all__ = [
    "ActivityResult",
    "AffiliationKind",
    "Enrollment",
    "NoReminders",
    "Reminder",
    "ResultKind",
    "WaitingEnd",
    "WaitingPlace",
]
