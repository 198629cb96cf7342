"""What attendance counts for, after the end of a session."""
