"""How many queries the pages of the notification centre may cost."""

from .table import SIGNED_IN, Budget

NOTICES: list[Budget] = [
    # the notices
    Budget("notifications:list", "learner", SIGNED_IN + 1),
    # by POST alone
    Budget("notifications:seen", "learner", SIGNED_IN),
    # what they chose, and whether they may host
    Budget("notifications:choices", "learner", SIGNED_IN + 2),
    # the mail with its reader, what they chose
    Budget("notifications:off", "stranger", 2),
]
