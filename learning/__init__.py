"""What learners do: Enrollment, ActivityResult, the player, progress, completion.

Announces `enrollment_completed`. May import courses and what stands below it.
Its tables hold no page id and no foreign key to a page.
"""
