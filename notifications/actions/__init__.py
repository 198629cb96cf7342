"""Telling people, and what they choose. Each verb is exported here."""
