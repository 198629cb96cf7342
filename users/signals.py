"""What `users` announces.

`personal_data_requested(user)`: a receiver returns `(section: str, rows: list[dict])`.
`user_erased(user, at, keep_certificates)`: a receiver wipes what names the person in its own
tables, in the transaction of the erasure; the row still holds name and address then. Files go on
commit. `keep_certificates`: the person wants their certificates to stay verifiable.
"""

from django.dispatch import Signal

personal_data_requested = Signal()
user_erased = Signal()
