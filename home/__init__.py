"""Home and plain pages, search, the learner's dashboard, profile, styleguide.

Shows what the apps below offer. Owns no learner's table. Nothing below imports it.
"""
