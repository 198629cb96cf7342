"""What `mail` announces: `bounce_recorded(bounce)`, in the transaction that records it."""

from django.dispatch import Signal

bounce_recorded = Signal()
