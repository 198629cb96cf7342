"""Webinars: one session that anybody signs up for by name, e-mail and city, without an account.

Nothing is made of a sign-up before its mail is answered: whoever typed an address may not own it.
"""
