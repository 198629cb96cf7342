"""A session as a learner sees it: their own time by name, the host's beside it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.moments import is_zone, say_for, say_span
from live.models import LiveSession, Place, SessionState


@dataclass(frozen=True, slots=True)
class ShownSession:
    """`when` it really begins and ends, in the reader's zone, then in the host's; `opens` says so
    when one may join.

    `zone_is_guessed`: they named none. `is_joinable`: now.
    `takes_code`: whoever is there may give the code that the host shows. `part`: which of a series.
    """

    session: LiveSession
    state: SessionState
    when: str
    opens: str
    is_joinable: bool
    takes_code: bool
    zone_is_guessed: bool
    reader_zone: str
    part: str = ""

    @property
    def is_online(self) -> bool:
        return self.session.place == Place.LINK

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @property
    def minutes_late(self) -> int:
        """How much later than planned it begins; 0 for one that does not take place."""
        return 0 if self.is_cancelled else self.session.delay_minutes

    @property
    def is_over(self) -> bool:
        return self.state == SessionState.OVER

    @property
    def is_on(self) -> bool:
        return self.state in {SessionState.OPEN, SessionState.RUNNING}


def show_session(
    session: LiveSession, *, reader_zone: str, at: datetime, part: str = ""
) -> ShownSession:
    """For a reader whose clock is `reader_zone`, at `at`.

    Where the host's zone is no zone any more the time is said in UTC, by that name.
    """
    host_zone = session.time_zone if is_zone(session.time_zone) else "UTC"
    zones = {"host_zone": host_zone, "reader_zone": reader_zone}
    return ShownSession(
        session=session,
        state=session.state_at(at),
        when=say_span(session.begins_at, session.ends_at, **zones),
        opens=say_for(session.opens_at, **zones),
        is_joinable=session.place == Place.LINK and session.is_joinable(at=at),
        takes_code=bool(session.code) and session.is_joinable(at=at),
        zone_is_guessed=reader_zone == "UTC",
        reader_zone=reader_zone,
        part=part,
    )
