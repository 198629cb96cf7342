"""Announcements to a run, and threads about a run, a lesson or a session, with their moderation.

What a thread can be about is registered (`scopes.py`); so a session's threads need no import from
here. Text is plain. May import learning, courses, notifications and what stands below them.
"""
