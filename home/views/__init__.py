"""Entry points of `home`: a view parses, calls, renders."""

from .account import account_fragment
from .consents import agree, consents
from .dashboard import dashboard
from .goals import goal, goal_list
from .newsletter import confirm_newsletter, newsletter
from .personal_data import download_data, erase, erased
from .profile import certificate_name, profile
from .reminders import reminders
from .search import search
from .styleguide import styleguide

__all__ = [
    "account_fragment",
    "agree",
    "certificate_name",
    "confirm_newsletter",
    "consents",
    "dashboard",
    "download_data",
    "erase",
    "erased",
    "goal",
    "goal_list",
    "newsletter",
    "profile",
    "reminders",
    "search",
    "styleguide",
]
