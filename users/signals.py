"""What `users` announces.

`personal_data_requested(user)`: a receiver returns `(section: str, rows: list[dict])`.
`user_erased(user, at)`: a receiver wipes what names the person in its own tables.
"""

from django.dispatch import Signal

personal_data_requested = Signal()
user_erased = Signal()
