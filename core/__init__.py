"""What every app shares: the base page, shared StreamField blocks, wake(), template tags.

Owns no table. Knows no word of the domain. May import no other app.
"""
