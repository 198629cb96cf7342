"""What the addresses of the notification centre owe to whom: see verdicts.py."""

PUBLIC: set[str] = set()
OWN: set[str] = set()
MEMBERS: set[str] = set()
