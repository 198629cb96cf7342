"""What the addresses of live sessions, calendars and webinars owe to whom: see verdicts.py."""

PUBLIC: set[str] = set()
OWN: set[str] = set()
MEMBERS: set[str] = {"live:run-sessions", "live:session"}
