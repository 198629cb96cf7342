"""What is kept only for some days: rows of reports, sign-ups that nobody confirmed."""
