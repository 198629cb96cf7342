"""Time zones as somebody of the network looks for them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from members.models import Country
from users.territories import place_of, time_zone_choices, zones_in

Group = tuple[str, list[tuple[str, str]]]


def zone_groups(*, also: str = "") -> list[Group]:
    """Those of the network's countries first, then all others by continent. One query.

    `also`: a zone that stands in a row; by a name that is no longer usual it gets a line too.
    """
    ours = zones_in(Country.objects.values_list("code", flat=True))
    known = {zone for zone, _label in ours}
    others = [
        (name, [row for row in rows if row[0] not in known]) for name, rows in time_zone_choices()
    ]
    groups = [(_("Countries of the network"), ours), *others]
    if also and all(also != zone for _name, rows in groups for zone, _label in rows):
        groups = [(place_of(also), [(also, place_of(also))]), *groups]
    return [group for group in groups if group[1]]
