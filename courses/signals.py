"""What `courses` announces: `outline_published(course, outline)` after a new number was made."""

from django.dispatch import Signal

outline_published = Signal()
