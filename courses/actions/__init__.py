"""Verbs of `courses`."""

from .arrange import ArrangedElsewhere, apply_arrangement, arrange, discard_arrangement
from .change_run import RunChanged, archive_run, change_run, mark_of, restore_run
from .choose_part_runs import PartRefused, choose_part_runs
from .colleagues import LastAdministrator, change_colleague, remove_colleague
from .copy_course import copy_course
from .copy_run import copy_run
from .create_course import CourseRefused, create_course, first_summary
from .create_provider import ProviderRefused, create_provider
from .delete_course import delete_course, pages_of, was_ever_read
from .go_back import find_absent, go_back
from .invite import TooManyInvitations, invite_administrator, invite_colleague
from .publish_course import (
    Audience,
    publish_approved_course,
    publish_course,
)
from .retire import offer_again, retire_course
from .split_lesson import SplitRefused, split_lesson, take_over
from .trust import end_trust, trust_provider

__all__ = [
    "ArrangedElsewhere",
    "Audience",
    "CourseRefused",
    "LastAdministrator",
    "PartRefused",
    "ProviderRefused",
    "RunChanged",
    "SplitRefused",
    "TooManyInvitations",
    "apply_arrangement",
    "archive_run",
    "arrange",
    "change_colleague",
    "change_run",
    "choose_part_runs",
    "copy_course",
    "copy_run",
    "create_course",
    "create_provider",
    "delete_course",
    "discard_arrangement",
    "end_trust",
    "find_absent",
    "first_summary",
    "go_back",
    "invite_administrator",
    "invite_colleague",
    "mark_of",
    "offer_again",
    "pages_of",
    "publish_approved_course",
    "publish_course",
    "remove_colleague",
    "restore_run",
    "retire_course",
    "split_lesson",
    "take_over",
    "trust_provider",
    "was_ever_read",
]
