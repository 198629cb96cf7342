"""`make bench`: how much our pages cost, against something plain in the same run.

Never part of the tests. Prints a table and writes rows to var/bench.json. Figures of one machine
say little; the ratios are what may be compared.
"""
