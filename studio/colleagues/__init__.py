"""Who works for a provider: its administrators invite and remove them without help."""
