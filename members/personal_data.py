"""What this app knows of a person, and how it forgets it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from users.models import User

from .models import Affiliation


def export_affiliation(
    sender: object, user: User, **kwargs: Any
) -> tuple[str, list[dict[str, Any]]]:
    rows = Affiliation.objects.filter(user=user).select_related("member")
    return "affiliation", [
        {
            "member": str(row.member) if row.member else None,
            "city": row.city_name,
            "organization": row.organization_name,
            "updated_at": row.updated_at,
        }
        for row in rows
    ]


def erase_affiliation(sender: object, user: User, at: datetime, **kwargs: Any) -> None:
    Affiliation.objects.filter(user=user).delete()
