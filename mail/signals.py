"""What `mail` announces, each in the transaction that it is about.

`bounce_recorded(bounce)`: a refusal or a complaint was written down.
`unsubscribe_received(delivery, at)`: the reader of this message wants no more of its kind.
"""

from django.dispatch import Signal

bounce_recorded = Signal()
unsubscribe_received = Signal()
