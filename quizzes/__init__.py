"""Attempts at knowledge checks, grading, results. Question blocks are content of courses.

Hands down one result by `learning.actions.record_progress`. May import learning and below.
"""
