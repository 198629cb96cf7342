"""What can be done with sessions and attendance. Each verb is exported here, by alphabet."""

from .planning import NotPlanned, plan_session

__all__ = [
    "NotPlanned",
    "plan_session",
]
