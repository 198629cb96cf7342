"""The views of `live`: pages of who is enrolled, personal links, calendars."""
