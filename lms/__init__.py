"""The project: settings, addresses, Celery. It owns no table.

Stands above every app and may import any of them.
"""

from .celery import app as celery_app

__all__ = ["celery_app"]
