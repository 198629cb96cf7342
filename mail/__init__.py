"""The ledger of mail: Delivery, Bounce, Suppression; renders, queues and sends.

Knows no course and no list. Announces `bounce_recorded`. May import users and core.
"""
