"""The notification centre: what happened for a person since, and how they want to hear of it.

Each kind of notice is registered by the app that tells it (`kinds.py`); a person chooses for each
whether it stands here, comes in a daily digest, or as a mail. May import mail, users and core.
"""
