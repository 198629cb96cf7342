"""What `courses` announces.

`outline_published(course, outline)` after a new number was made.
`course_approved(page, by, is_from_next_run)` in the transaction in which a review ends well.
"""

from django.dispatch import Signal

outline_published = Signal()
course_approved = Signal()
