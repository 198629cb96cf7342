"""What the addresses of discussions and announcements owe to whom: see verdicts.py."""

PUBLIC: set[str] = set()
OWN: set[str] = set()
MEMBERS: set[str] = {
    *("discussions:run", "discussions:new-thread", "discussions:thread", "discussions:thread-deed"),
    *("discussions:announcements", "discussions:post", "discussions:post-deed"),
    *("discussions:scope", "discussions:new-in-scope"),
}
