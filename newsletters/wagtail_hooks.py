"""The newsletter in the CMS."""

from newsletters import issue_hooks, sending_hooks

__all__ = ["issue_hooks", "sending_hooks"]
