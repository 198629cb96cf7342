"""What can be done with sessions and attendance. Each verb is exported here, by alphabet."""

from .cancelling import cancel_session
from .codes import WrongCode, give_code, make_code
from .importing import (
    Imported,
    NotImported,
    forget_reports,
    import_report,
    load_report,
    map_report,
)
from .joining import NotJoinable, join
from .lateness import end_session, run_late
from .linking import give_link
from .listing import Listed, list_attendance
from .material import publish_material
from .moving import ChangedMeanwhile, NotChanged, change_session
from .personal_links import end_calendar, renew_calendar, revoke_links
from .planning import NotPlanned, plan_session
from .refusing import NotSaid
from .series import change_following, followers_of, plan_series
from .settling import note_evidence, settle, settle_due
from .signing_up import (
    SignUpRefused,
    ask_to_take_part,
    confirm_sign_up,
    send_link_again,
    take_part,
)
from .watching import NotWatched, count_recordings, mark_watched, open_recording
from .webinar_dates import set_webinar_dates

__all__ = [
    "ChangedMeanwhile",
    "Imported",
    "Listed",
    "NotChanged",
    "NotImported",
    "NotJoinable",
    "NotPlanned",
    "NotSaid",
    "NotWatched",
    "SignUpRefused",
    "WrongCode",
    "ask_to_take_part",
    "cancel_session",
    "change_following",
    "change_session",
    "confirm_sign_up",
    "count_recordings",
    "end_calendar",
    "end_session",
    "followers_of",
    "forget_reports",
    "give_code",
    "give_link",
    "import_report",
    "join",
    "list_attendance",
    "load_report",
    "make_code",
    "map_report",
    "mark_watched",
    "note_evidence",
    "open_recording",
    "plan_series",
    "plan_session",
    "publish_material",
    "renew_calendar",
    "revoke_links",
    "run_late",
    "send_link_again",
    "set_webinar_dates",
    "settle",
    "settle_due",
    "take_part",
]
