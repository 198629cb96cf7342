"""What the log, the pages of colleagues and figures may ask."""

from .frame import FRAME
from .table import Budget

PEOPLE = [
    # the course and its runs, entries of pages, the course, runs, people and the provider (two
    # kinds of rows), whom they are about twice; whether one may
    Budget("studio:course-log", "author", FRAME + 12),
    # the enrollment, its course's runs, places on the waiting list, entries of both, who
    Budget("studio:person-log", "author", FRAME + 7),
    # the providers; of a single one led on
    Budget("studio:colleagues-of", "secretary", FRAME + 1),
    # the provider with its group, colleagues, administrators
    Budget("studio:colleagues", "secretary", FRAME + 4),
    # the provider, the colleague
    Budget("studio:colleague", "secretary", FRAME + 3),
    # --- figures
    # the course with its outline, its runs, the funnel, the stops with titles, checks, their
    # lessons, first answers, countries, kinds
    Budget("reports:course", "author", FRAME + 10),
    # the courses twice, funnels, countries, kinds
    Budget("reports:overall", "secretary", FRAME + 5),
    # participants, certificates, runs, completions, issues, mails, goals
    Budget("reports:year", "secretary", FRAME + 7),
    Budget("reports:year-rows", "secretary", FRAME + 1),
    # the lesson, its course page with its language, the course, the draft, its own titles
    Budget("studio:lesson-parts", "author", FRAME + 9),
]
