"""What authors edit: provider, course, module and lesson pages and their blocks.

Owns Provider, Course, CourseRun and CourseOutline.
Announces `outline_published`. May import members, mail, sdgs, users and core.
"""
