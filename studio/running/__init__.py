"""Runs in the CMS: a run as a page, and what its team does with it."""
