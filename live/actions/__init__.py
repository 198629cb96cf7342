"""What can be done with sessions and attendance. Each verb is exported here, by alphabet."""

from .joining import NotJoinable, join
from .planning import NotPlanned, plan_session
from .settling import note_evidence, settle, settle_due

__all__ = [
    "NotJoinable",
    "NotPlanned",
    "join",
    "note_evidence",
    "plan_session",
    "settle",
    "settle_due",
]
