"""CMS pages that look across apps: course overview, "publish course" and whom it affects.

Owns no table. Nothing below imports it.
"""
