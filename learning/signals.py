"""What `learning` announces: `enrollment_completed(enrollment)`, once per enrollment."""

from django.dispatch import Signal

enrollment_completed = Signal()
