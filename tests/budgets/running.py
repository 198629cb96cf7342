"""How many queries the pages of a run in the CMS may cost."""

from .frame import FRAME
from .table import Budget

RUNNING = [
    # the run with its course and provider, what is reported; seats twice, figures, team, who asks,
    # whether one may fill it, whether its dates were moved
    Budget("studio:run", "author", FRAME + 8),
    # the run with its course and provider; who is in it, waits, asks
    Budget("studio:run-cancel", "author", FRAME + 4),
    # the run with its course and provider; who asks; whether one wants mails about it
    Budget("studio:run-applications", "author", FRAME + 3),
    # the run with its course and provider; the codes
    Budget("studio:run-codes", "author", FRAME + 2),
    # the run with its course and provider
    Budget("studio:run-copy", "author", FRAME + 1),
    # the run with its course and provider; the newest outline; titles of the course; its sessions
    # and what they are called. The mails are rendered without a query. Countries of the network for
    # the zones.
    Budget("studio:run-rehearsal", "author", FRAME + 6),
    # the enrollment with run, course and learner
    Budget("studio:learner-extend", "author", FRAME + 1),
    # the run with its course and provider; the newest outline
    Budget("studio:run-release", "author", FRAME + 2),
    # the run with its course and provider; courses to choose from, those of one's own with outlines
    Budget("studio:run-needs", "author", FRAME + 3),
]
