"""Loads the demo network through the actions of the apps. What is there already stays as it is."""

from .everything import Loaded, load_everything
from .progress import walk_last_step

__all__ = ["Loaded", "load_everything", "walk_last_step"]
