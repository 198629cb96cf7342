"""What `courses` announces.

`outline_published(course, outline)` after a new number was made.
`course_approved(page, by, is_from_next_run, page_ids, note)` in the transaction in which a review
ends well; `page_ids` are the drafts that were reviewed, or None for all.
`run_copied(source, copy, starts_on)` in the transaction in which a run was copied; `starts_on` is
the first day of the copy in its zone, or None where it has no dates yet. The run of a copied course
has other lessons: `copy.course` is another than `source.course`.
`run_changed(run, changed, at)` in the transaction in which these columns of the locked run changed.
`course_retired(course, runs, at)` in the transaction in which nobody new gets in any more; its runs
are locked.
"""

from django.dispatch import Signal

outline_published = Signal()
course_approved = Signal()
run_changed = Signal()
run_copied = Signal()
course_retired = Signal()
