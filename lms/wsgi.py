"""WSGI entry point for gunicorn.

What is imported before gunicorn forks (`--preload`) is shared by all workers. Django imports all
addresses, and with them views and forms, only at the first request: then each worker has a copy.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
application = get_wsgi_application()


def _share_before_forking() -> None:
    from django.template.loader import get_template
    from django.urls import reverse

    from lms.celery import app

    reverse("healthz")
    get_template("base.html")
    app.connection_for_write()  # imports the broker's client; the first ring would, in a page
    gc.collect()
    gc.freeze()  # a collection in a worker would touch, and so copy, what is shared


_share_before_forking()
