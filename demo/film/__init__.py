"""The demo's one film, drawn frame by frame like the plans of the lessons.

`python -m demo.film` makes `demo/files/square-film.mp4` again; it needs Chromium and Playwright.
The film is committed, so that loading the demo needs neither.
"""
