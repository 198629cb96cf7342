"""The annual figures: one page, one spreadsheet, and the rows behind each figure."""
