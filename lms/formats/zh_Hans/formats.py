"""Dates in Chinese in simplified characters."""

MONTH_DAY_FORMAT = "n月j日"
