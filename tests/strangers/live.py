"""What the addresses of live sessions, calendars and webinars owe to whom: see verdicts.py."""

PUBLIC: set[str] = {
    # the token of a mail opens one session for its reader, and nothing to anybody else
    *("live:personal", "live:personal-join"),
}
OWN: set[str] = set()
MEMBERS: set[str] = {"live:run-sessions", "live:session", "live:join"}
