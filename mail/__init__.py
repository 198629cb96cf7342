"""The ledger of mail: Delivery, Sending, Bounce, Suppression; renders, queues and sends.

Knows no course and no list. Announces `bounce_recorded`. May import users and core.
"""
