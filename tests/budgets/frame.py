"""What every page of the CMS asks."""

from .table import SIGNED_IN

# permissions of the user and of their groups, Wagtail's profile of the user
ASKED = SIGNED_IN + 3
# The menu at the side: languages; page and collection permissions; whether one works on a course;
# the root; whether there are providers; whether one is of the secretariat.
FRAME = ASKED + 7
