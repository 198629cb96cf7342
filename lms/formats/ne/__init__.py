"""Nepali, for which Django has none."""
