"""Who changed what and when: one log of a course, and of one person in it."""
