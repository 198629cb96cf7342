"""How many queries the pages of programmes may cost."""

from .frame import FRAME
from .table import Budget

PROGRAMMES_CMS = [
    # the run with its course and provider; no programme: of "not found" site and redirects. What
    # it costs where it is one stands in tests/studio/test_run_parts.py.
    Budget("studio:run-parts", "author", FRAME + 3),
]
