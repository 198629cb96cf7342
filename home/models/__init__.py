"""Page types of `home`."""

from .home_page import HomePage
from .plain_page import PlainPage

__all__ = ["HomePage", "PlainPage"]
