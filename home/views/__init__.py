"""Entry points of `home`: a view parses, calls, renders."""

from .account import account_fragment
from .dashboard import dashboard
from .goals import goal, goal_list
from .profile import profile
from .search import search
from .styleguide import styleguide

__all__ = [
    "account_fragment",
    "dashboard",
    "goal",
    "goal_list",
    "profile",
    "search",
    "styleguide",
]
