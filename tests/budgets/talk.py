"""How many queries the pages of discussions and announcements may cost."""

from .frame import FRAME
from .table import SIGNED_IN, Budget

# On each page whether the run has live sessions, to which its ways lead.
TALK: list[Budget] = [
    # the run with its course and the asker's seat; the course's title; threads, and how many; the
    # sessions that some of them are about
    Budget("discussions:run", "learner", SIGNED_IN + 6),
    # the same of one session
    Budget("discussions:scope", "learner", SIGNED_IN + 6),
    # the run, the course's title
    Budget("discussions:new-thread", "learner", SIGNED_IN + 3),
    # and the session
    Budget("discussions:new-in-scope", "learner", SIGNED_IN + 4),
    # the thread with run, course and the asker's seat; posts with authors; the course's title
    Budget("discussions:thread", "learner", SIGNED_IN + 4),
    # the run, the course's title; the announcements, and how many
    Budget("discussions:announcements", "learner", SIGNED_IN + 5),
    # the post, the thread with run, course and the asker's seat; its place
    Budget("discussions:post", "learner", SIGNED_IN + 3),
    # no such deed: what the page "not found" asks
    Budget("discussions:post-deed", "learner", SIGNED_IN + 4),
    # by POST alone
    Budget("discussions:thread-deed", "learner", SIGNED_IN),
]
TALK_CMS: list[Budget] = [
    # the run with its course and provider; the languages of who is in it; what was announced, and
    # how many there are
    Budget("studio:run-announce", "author", FRAME + 4),
    # the run with its course and provider; what is reported; what was reported of the asker's own
    # posts; of the log its kind, entries, how many
    Budget("studio:run-moderation", "author", FRAME + 6),
    # the announcement with its run
    Budget("studio:announcement", "author", FRAME + 1),
]
