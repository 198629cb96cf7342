"""What the addresses of the notification centre owe to whom: see verdicts.py."""

PUBLIC: set[str] = {
    # the token of a mail turns mails of its kind off and on, and shows nothing
    "notifications:off",
}
OWN: set[str] = {"notifications:list", "notifications:seen", "notifications:choices"}
MEMBERS: set[str] = set()
