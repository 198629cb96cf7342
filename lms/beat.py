"""When beat rings which task: seconds, or an hour of the day in UTC.

A task that is rung by the clock stands with `crontab`: a beat that is restarted each day still
comes to it.
"""

from celery.schedules import crontab

Schedule = float | crontab

SENDING: dict[str, Schedule] = {
    "mail.reap_leases": 60.0,
    "newsletters.start_due_sendings": 30.0,
    "newsletters.run_imports": 60.0,
    "newsletters.send_welcomes": 600.0,
    "newsletters.forget_unconfirmed": crontab(hour="3", minute="20"),
}
AUTHORING: dict[str, Schedule] = {
    "courses.compile_dirty_outlines": 60.0,
    "courses.ensure_provider_languages": 600.0,
    "studio.publish_planned": 60.0,
    "studio.forget_guests": crontab(hour="3", minute="40"),
}
LEARNING: dict[str, Schedule] = {
    "certificates.issue_certificates": 60.0,
    "certificates.remove_strays": 3600.0,
    "learning.credit_parts": 300.0,
    "learning.move_up_waiting": 60.0,
    "learning.refresh_percentages": 60.0,
    "learning.send_reminders": 900.0,
    "learning.tell_interested": 900.0,
    "learning.tell_of_applications": 300.0,
    "learning.warn_teams": 900.0,
}
LIVE: dict[str, Schedule] = {
    "live.settle_sessions": 60.0,
    "live.send_reminders": 60.0,
    "live.follow_clocks": crontab(hour="2", minute="10"),
    "live.forget_reports": crontab(hour="3", minute="45"),
    "live.forget_sign_ups": crontab(hour="4", minute="0"),
}
TELLING: dict[str, Schedule] = {
    "notifications.send_digests": 900.0,
    "notifications.forget_old": crontab(hour="3", minute="50"),
}

BEAT_SCHEDULE = {
    task: {"task": task, "schedule": schedule}
    for part in (SENDING, AUTHORING, LEARNING, LIVE, TELLING)
    for task, schedule in part.items()
}
