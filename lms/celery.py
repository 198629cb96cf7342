"""The Celery app and its static beat schedule.

A message is only a doorbell: each task looks into the database for its work, so a lost, doubled
or late message changes nothing. Each sweep below finds what a lost doorbell left.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "certificates.issue_certificates": {
        "task": "certificates.issue_certificates",
        "schedule": 60.0,
    },
    "certificates.remove_strays": {"task": "certificates.remove_strays", "schedule": 3600.0},
    "mail.reap_leases": {"task": "mail.reap_leases", "schedule": 60.0},
    "newsletters.start_due_sendings": {
        "task": "newsletters.start_due_sendings",
        "schedule": 30.0,
    },
    "studio.publish_planned": {"task": "studio.publish_planned", "schedule": 60.0},
    "courses.compile_dirty_outlines": {
        "task": "courses.compile_dirty_outlines",
        "schedule": 60.0,
    },
    "courses.ensure_provider_languages": {
        "task": "courses.ensure_provider_languages",
        "schedule": 600.0,
    },
    "newsletters.send_welcomes": {"task": "newsletters.send_welcomes", "schedule": 600.0},
    # By the clock: a beat that is restarted each day still comes to it.
    "newsletters.forget_unconfirmed": {
        "task": "newsletters.forget_unconfirmed",
        "schedule": crontab(hour="3", minute="20"),
    },
    "studio.forget_guests": {
        "task": "studio.forget_guests",
        "schedule": crontab(hour="3", minute="40"),
    },
    "newsletters.run_imports": {"task": "newsletters.run_imports", "schedule": 60.0},
    "learning.tell_interested": {"task": "learning.tell_interested", "schedule": 900.0},
    "learning.tell_of_applications": {"task": "learning.tell_of_applications", "schedule": 300.0},
    "learning.warn_teams": {"task": "learning.warn_teams", "schedule": 900.0},
    "learning.send_reminders": {"task": "learning.send_reminders", "schedule": 900.0},
    "learning.move_up_waiting": {"task": "learning.move_up_waiting", "schedule": 60.0},
    "learning.refresh_percentages": {
        "task": "learning.refresh_percentages",
        "schedule": 60.0,
    },
}


@celeryd_init.connect
def _be_patient(conf: Any, **kwargs: Any) -> None:
    """A worker waits for its broker; the settings' own options are those of a doorbell."""
    if str(conf.broker_url).startswith(("redis://", "rediss://")):
        conf.broker_transport_options = {"visibility_timeout": 3600, "socket_keepalive": True}
        conf.broker_connection_retry_on_startup = True
