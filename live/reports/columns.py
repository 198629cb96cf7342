"""Which column of a report says what. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from core.csv_file import plain

NAME, FIRST_NAME, LAST_NAME = "name", "first_name", "last_name"
EMAIL, ACCOUNT = "email", "account"
MINUTES, JOINED, LEFT = "minutes", "joined", "left"
WAITING = "waiting"
FIELDS: Final = (NAME, FIRST_NAME, LAST_NAME, EMAIL, ACCOUNT, MINUTES, JOINED, LEFT, WAITING)
NAMES: Final = frozenset({NAME, FIRST_NAME, LAST_NAME})

# As Zoom, Teams and Meet title them in English; whatever else a host says by hand.
TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    NAME: (
        *("Name", "Name (Original Name)", "Full Name", "Participant", "Participant Name"),
        *("User Name", "Display Name", "Attendee"),
    ),
    FIRST_NAME: ("First name", "Given name"),
    LAST_NAME: ("Last name", "Surname", "Family name"),
    EMAIL: (
        *("Email", "User Email", "Email address", "E-mail address", "Email (Original)"),
        *("Mail", "Mail address", "Email (Original Email)", "Attendee Email", "Participant Email"),
        *("E-Mail-Adresse", "Mailadresse", "Email ID", "Your email"),
    ),
    ACCOUNT: ("Participant ID (UPN)", "UPN", "User Principal Name"),
    MINUTES: (
        *("Duration", "Duration (Minutes)", "Total Duration (Minutes)", "In-Meeting Duration"),
        *("Total Duration", "Time in call", "Time in Session (minutes)", "Minutes"),
    ),
    JOINED: ("Join Time", "First Join", "First Join Time", "Time joined", "Joined at", "Joined"),
    LEFT: ("Leave Time", "Last Leave", "Last Leave Time", "Time exited", "Left at", "Left"),
    WAITING: ("In waiting room",),
}
KNOWN: Final[Mapping[str, str]] = {
    plain(title): field for field, titles in TITLES.items() for title in titles
}
# It may be one of a street: taken where no column is titled better. What holds no @ is none.
VAGUE: Final = frozenset(map(plain, ("Address", "Adresse")))

# Our field to the place of its column, counted from 0.
Columns = dict[str, int]


def recognize(titles: Sequence[str]) -> Columns:
    """The columns that we know. Of two that mean the same, the first."""
    found: Columns = {}
    for place, title in enumerate(titles):
        field = KNOWN.get(plain(title))
        if field is not None:
            found.setdefault(field, place)
    vague = [place for place, title in enumerate(titles) if plain(title) in VAGUE]
    if EMAIL not in found and vague:
        found[EMAIL] = vague[0]
    return found


def names_people(columns: Mapping[str, int]) -> bool:
    """Whether rows with these columns say who somebody is."""
    return bool(NAMES & columns.keys()) or EMAIL in columns
