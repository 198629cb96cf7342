"""The newsletter: issue pages and their archive, readers, lists, audiences.

Starts a `mail.Sending` for an issue and shows what became of it. A reader is an address that
asked for mail; with or without an account. Answers `mail.unsubscribe_received` and
`mail.bounce_recorded`. May import certificates' lower neighbours: learning, courses, members,
mail, sdgs, users, core.
"""
