"""Tasks of `live`. Celery looks in this package: each module is imported here."""

from live.tasks import clocks, forgetting, reminding, settling

__all__ = ["clocks", "forgetting", "reminding", "settling"]
