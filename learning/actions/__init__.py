"""Verbs of `learning`. Each is idempotent and safe under double clicks and parallel tabs."""

from learning.seats import EnrollmentRefused, MovedMeanwhile

from .applying import (
    NotDecided,
    accept_application,
    apply_for_seat,
    refuse_application,
    take_back_application,
)
from .cancelling import cancel_run, concerned_by
from .completing import complete_enrollment, lock_enrollment, refresh_percent
from .correcting import AlreadyInRun, complete_by_hand, excuse, move_to_run, void_results
from .enrolling import (
    AlreadyCompleted,
    EnrollmentClosed,
    RunFull,
    enroll,
    withdraw,
)
from .enrolling_many import Outcome, enroll_many, plan_enrollments
from .extending import NotExtended, extend_deadline, resume_reminders, stop_reminders
from .inviting import make_code, revoke_code
from .moving_up import move_up_all
from .parts import PartClosed, PartFull, read_parts
from .recording import (
    LessonGone,
    LessonNotOpen,
    NotEnrolled,
    RecordingRefused,
    lock_to_record,
    note_visit,
    raise_score,
    record_progress,
)
from .recording_many import record_for_many
from .retiring import end_queues
from .team_mails import resume_application_mails, stop_application_mails
from .voiding_many import void_for_many
from .waiting import NoNeedToWait, join_waiting, leave_waiting

__all__ = [
    "AlreadyCompleted",
    "AlreadyInRun",
    "EnrollmentClosed",
    "EnrollmentRefused",
    "LessonGone",
    "LessonNotOpen",
    "MovedMeanwhile",
    "NoNeedToWait",
    "NotDecided",
    "NotEnrolled",
    "NotExtended",
    "Outcome",
    "PartClosed",
    "PartFull",
    "RecordingRefused",
    "RunFull",
    "accept_application",
    "apply_for_seat",
    "cancel_run",
    "complete_by_hand",
    "complete_enrollment",
    "concerned_by",
    "end_queues",
    "enroll",
    "enroll_many",
    "excuse",
    "extend_deadline",
    "join_waiting",
    "leave_waiting",
    "lock_enrollment",
    "lock_to_record",
    "make_code",
    "move_to_run",
    "move_up_all",
    "note_visit",
    "plan_enrollments",
    "raise_score",
    "read_parts",
    "record_for_many",
    "record_progress",
    "refresh_percent",
    "refuse_application",
    "resume_application_mails",
    "resume_reminders",
    "revoke_code",
    "stop_application_mails",
    "stop_reminders",
    "take_back_application",
    "void_for_many",
    "void_results",
    "withdraw",
]
