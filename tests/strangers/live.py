"""What the addresses of live sessions, calendars and webinars owe to whom: see verdicts.py."""

PUBLIC: set[str] = {
    # the token of a mail opens one session for its reader, and nothing to anybody else
    *("live:personal", "live:personal-join", "live:personal-code"),
    *("live:personal-recording", "live:personal-file"),
    # anybody may ask to take part; the token of a mail opens one sign-up, and no account
    *("live:webinar", "live:webinar-asked", "live:webinar-confirm"),
    # what stands on public course pages; the private one opens by its own key alone
    *("live-calendars:course", "live-calendars:session", "live-calendars:mine"),
}
OWN: set[str] = {"live:my-calendar"}
MEMBERS: set[str] = {
    *("live:run-sessions", "live:session", "live:join", "live:code"),
    *("live:recording", "live:watched"),
}
