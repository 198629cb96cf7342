"""What breaks the constraints of `notifications`."""

from __future__ import annotations

from tests.constraints.breaking import Break, change, copy
from tests.factories.notifications import make_choice, make_notice

BREAKS: dict[str, Break] = {
    "notifications_notice_once": copy(make_notice),
    "notifications_choice_once": copy(make_choice),
    "notifications_choice_way_known": change(make_choice, way="OWL"),
}
