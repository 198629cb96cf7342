"""The platform's words in another language, whether its catalogs were compiled or not."""

from django.utils.translation import gettext, override


def words_in(language: str, message: str) -> str:
    """What readers of `language` see for this English message."""
    with override(language):
        return gettext(message)
