"""Tables of `live`. None of them holds a page id, or the address of a network."""

from .attendance import Attendance, AttendanceQuerySet, SessionReminder, Source
from .imports import AttendanceReport
from .people import PersonalLinks, SignUp
from .session import LiveSession, LiveSessionQuerySet, Place, SessionState

__all__ = [
    "Attendance",
    "AttendanceQuerySet",
    "AttendanceReport",
    "LiveSession",
    "LiveSessionQuerySet",
    "PersonalLinks",
    "Place",
    "SessionReminder",
    "SessionState",
    "SignUp",
    "Source",
]
