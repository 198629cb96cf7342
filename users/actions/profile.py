"""What a person says of themselves."""

from __future__ import annotations

from users.models import User


def change_profile(*, user: User, name: str, country: str, language: str, time_zone: str) -> None:
    """Write the profile. Certificates keep the name that was confirmed. Idempotent."""
    fields = {"name": name, "country": country, "language": language, "time_zone": time_zone}
    User.objects.filter(pk=user.pk, erased_at=None).update(**fields)
    for field, value in fields.items():
        setattr(user, field, value)
