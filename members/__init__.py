"""CityNet's network: countries, cities, members, clusters, chapters; affiliation of users.

Announces nothing. May import mail, sdgs, users and core.
"""
