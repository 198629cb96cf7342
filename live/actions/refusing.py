"""Why something cannot be said of a session."""


class NotSaid(Exception):
    """The text says why, and what holds now."""
