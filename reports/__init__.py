"""What providers and funders ask: figures, charts with their tables, files. No tables of its own.

Reads `learning`, `quizzes`, `certificates`, `courses` and `newsletters`, and writes nothing. Groups
of people by country and by kind of organization are never smaller than five: see `reports.groups`.
"""
