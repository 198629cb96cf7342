"""Live sessions of a run: when and where, who came, what proves it, and what it counts for.

A session that counts is announced by a block in a lesson, and is an activity of the outline; its
row here gives it a time in one run. When it is over, one fact for each learner is handed down to
`learning`. May import discussions, learning, courses, notifications and what stands below them.
"""
