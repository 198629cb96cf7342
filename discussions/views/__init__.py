"""The views of `discussions`: pages of who is in a run, and of its hosts."""
