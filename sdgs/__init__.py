"""Reference data of the Sustainable Development Goals: Goal and Target, each with its source.

Announces nothing. May import users and core.
"""
