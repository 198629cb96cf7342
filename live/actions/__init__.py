"""What can be done with sessions and attendance. Each verb is exported here, by alphabet."""

from .joining import NotJoinable, join
from .planning import NotPlanned, plan_session

__all__ = [
    "NotJoinable",
    "NotPlanned",
    "join",
    "plan_session",
]
