"""What `learning` announces, in the transaction in which it happens.

`enrollment_completed(enrollment)`, once per enrollment.
`result_recorded(enrollment, lesson_key, activity_key, kind, at)` once per fact, by
`record_progress`; what is handed down for many at once (`record_for_many`) is not announced. The
enrollment is locked.
"""

from django.dispatch import Signal

enrollment_completed = Signal()
result_recorded = Signal()
