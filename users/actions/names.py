"""The name that certificates will show."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from users.models import User


@transaction.atomic
def confirm_certificate_name(*, user: User, name: str, latin: str = "", at: datetime) -> bool:
    """Set and confirm what future certificates print. False if the same was confirmed before.

    `name` and `latin` are tidy and printable: the form asks. The log says that, not what: it
    outlives the person's wish to be erased.
    """
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    new = {"certificate_name": name, "certificate_name_latin": latin}
    is_same = all(getattr(row, field) == value for field, value in new.items())
    if is_same and row.certificate_name_confirmed_at:
        return False
    new_fields = {**new, "certificate_name_confirmed_at": at}
    User.objects.filter(pk=user.pk).update(**new_fields)
    for field, value in new_fields.items():
        setattr(user, field, value)
    log(user, "users.confirm_certificate_name", user=user)
    return True
