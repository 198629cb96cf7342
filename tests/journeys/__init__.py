"""Whole stories: a real Chromium, web, worker, broker and mail server, on the demo network."""
