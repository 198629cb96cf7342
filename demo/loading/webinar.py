"""Who signed up for the webinar of the demo, and who of them has confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from courses.models import CourseRun
from demo.course_files import CONTENT_DIR, read_yaml
from live.actions import ask_to_take_part, confirm_sign_up
from live.models import SignUp
from mail.addresses import email_key
from users.policies import read_policies

FORM = ("email", "name", "city_name", "time_zone")


def sign_up(runs: Mapping[str, CourseRun], *, at: datetime) -> None:
    """Each by the form of the page, and by the link of the mail."""
    said = read_yaml(CONTENT_DIR / "sign_ups.yaml")
    for entry in said["sign_ups"]:
        _sign_up(runs[said["run"]], entry, at - timedelta(days=entry["days_ago"]))


def _sign_up(run: CourseRun, entry: Mapping[str, Any], at: datetime) -> None:
    language = entry["language"]
    values = {name: entry[name] for name in FORM}
    ask_to_take_part(run=run, values=values, language=language, source="demo", at=at)
    if entry.get("asked_only"):
        return
    confirm_sign_up(
        sign_up=SignUp.objects.get(run=run, email_key=email_key(entry["email"])),
        policies=read_policies(language),
        at=at + timedelta(hours=1),
    )
