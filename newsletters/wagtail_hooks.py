"""The newsletter in the CMS."""

from newsletters import issue_guards, issue_hooks, reader_hooks, sending_hooks

__all__ = ["issue_guards", "issue_hooks", "reader_hooks", "sending_hooks"]
