"""How many queries the pages of live sessions, calendars and webinars may cost."""

from .frame import ASKED, FRAME
from .table import SIGNED_IN, Budget

LIVE: list[Budget] = [
    # enrollment with run and course; the sessions; the course's title
    Budget("live:run-sessions", "learner", SIGNED_IN + 3),
    # the same of one session, and what is noted of the reader
    Budget("live:session", "learner", SIGNED_IN + 4),
    # by POST alone: see LIVE_ACTIONS
    Budget("live:join", "learner", 0),
    # the mail with its reader and their links; the session with its run, and whether they are in it
    Budget("live:personal", "stranger", 2),
    # as the page of the session; what proves that they came, the file
    Budget("live:recording", "learner", SIGNED_IN + 5),
    Budget("live:personal-recording", "stranger", 4),
    # the file, and whether it still lies with the provider
    Budget("live:personal-file", "stranger", 4),
    # led back by GET
    Budget("live:watched", "learner", SIGNED_IN + 2),
    # the links; the sessions with their runs
    Budget("live:my-calendar", "learner", SIGNED_IN + 2),
    # the links with their reader; what is new, the sessions
    Budget("live-calendars:mine", "stranger", 3),
    # the course; what is new, the sessions
    Budget("live-calendars:course", "stranger", 3),
    Budget("live-calendars:session", "stranger", 1),
    # led back by GET; by POST see LIVE_ACTIONS
    Budget("live:personal-join", "stranger", 2),
    # the run with course and provider, its sessions, the course's title
    Budget("live:webinar", "stranger", 3),
    Budget("live:webinar-asked", "stranger", 0),
    # the mail, the sign-up with its run; the sessions, the title; who has the address; terms
    Budget("live:webinar-confirm", "stranger", 7),
    Budget("live:personal-code", "stranger", 2),
    Budget("live:code", "learner", SIGNED_IN + 2),
]
SESSIONS_CMS: list[Budget] = [
    # the run with its course, provider and outlines; its sessions; once one has begun, whether one
    # may take the file of who attended
    Budget("studio:run-sessions", "author", FRAME + 3),
    # the session with its run and course; what the file asks is tested with it, as it is streamed
    Budget("studio:session-attended", "author", ASKED + 1),
    # the run with its course, its sessions
    Budget("studio:run-attended", "author", ASKED + 2),
    Budget("studio:session-new", "author", FRAME + 3),
    # by POST alone: the run with its course and provider
    Budget("studio:webinar-dates", "author", ASKED + 1),
    # the session with its run, course and provider; its reports
    Budget("studio:session-import", "author", FRAME + 2),
    # the session, the report; who is in the run, their addresses, accounts of others (two), and
    # what earlier reports say
    Budget("studio:session-report", "author", FRAME + 7),
    # the session with its run, course, provider and outlines; who hears of it, zones
    Budget("studio:session", "author", FRAME + 3),
    # the session, who hears of it; people on their way, what they did and who would complete
    Budget("studio:session-cancel", "author", FRAME + 7),
    # the session, who hears of it; whether one works for the provider, documents for each list
    Budget("studio:session-materials", "author", FRAME + 5),
    # the session with run, course and provider; who is expected, proofs by kind, who came last;
    # everybody by whether they came, the page of people, what is noted of them; once it has begun,
    # whether one may take the file
    Budget("studio:session-desk", "author", FRAME + 8),
    Budget("studio:session-live", "author", ASKED + 4),
    # by POST alone: see LIVE_ACTIONS
    *(
        Budget(f"studio:session-{deed}", "author", ASKED + 1)
        for deed in ("list", "code", "link", "late", "end")
    ),
]
