"""Checks before publication: what stops a page, and what a careful colleague would say.

Each module knows one subject. What stops is asked by `courses.drafts`; advice by whoever shows it.
"""

from .advice import find_advice
from .dead_links import find_dead_links
from .finding import Finding
from .own_rules import find_refusals
from .sessions import find_session_refusals

__all__ = ["Finding", "find_advice", "find_dead_links", "find_refusals", "find_session_refusals"]
