"""A copy of what was certified: issue, revoke, re-issue; PDF; public verification.

Receives `learning.signals.enrollment_completed`. May import learning and below.
"""
