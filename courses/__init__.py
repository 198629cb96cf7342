"""What authors edit: provider, course, module and lesson pages, blocks; Course, CourseRun, CourseOutline.

Announces `outline_published`. May import members, mail, sdgs, users and core.
"""
