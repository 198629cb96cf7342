"""Who somebody is: the user (e-mail sign-in), profile, consents, roles, language, time zone.

Announces `personal_data_requested` and `user_erased`. May import core.
"""
