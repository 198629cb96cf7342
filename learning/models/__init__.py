"""Tables of `learning`. None of them holds a page id."""

from .activity_result import ActivityResult, ResultKind
from .course_interest import CourseInterest
from .enrollment import AffiliationKind, Enrollment
from .no_application_mails import NoApplicationMails
from .reminder import NoReminders, Reminder
from .waiting_place import WaitingEnd, WaitingPlace
from .way_in import Application, ApplicationState, InvitationCode

__all__ = [
    "ActivityResult",
    "AffiliationKind",
    "Application",
    "ApplicationState",
    "CourseInterest",
    "Enrollment",
    "InvitationCode",
    "NoApplicationMails",
    "NoReminders",
    "Reminder",
    "ResultKind",
    "WaitingEnd",
    "WaitingPlace",
]
