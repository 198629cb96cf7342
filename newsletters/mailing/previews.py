"""An issue as its mail looks in different hands: for the preview panel and the CMS."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail.slots import fill_slots, reader_values
from mail.viewsets import may_see_mail
from newsletters.models import NewsletterIssuePage, Reader
from users.models import User

from .rendering import Rendered, render_issue

DESKTOP, PHONE, DARK = "mail", "mail-phone", "mail-dark"
WITHOUT_PICTURES, TEXT, READER = "mail-no-pictures", "mail-text", "mail-reader"
MODES: list[tuple[str, str | Promise]] = [
    ("", gettext_lazy("Page of the archive")),
    (DESKTOP, gettext_lazy("Mail, desktop")),
    (PHONE, gettext_lazy("Mail, phone")),
    (DARK, gettext_lazy("Mail, dark")),
    (WITHOUT_PICTURES, gettext_lazy("Mail without pictures")),
    (TEXT, gettext_lazy("Mail, plain text")),
    (READER, gettext_lazy("Mail, as one reader gets it")),
]
CHOSEN_READER = "newsletter_reader"  # of the session: the id of the reader to see it as
_DARK_RULE = "@media (prefers-color-scheme: dark)"
_PHONE_RULE = "@media (max-width: 480px)"
_NO_TOKEN = "0" * 32  # no delivery has it: its links open nothing


def show_mail(page: NewsletterIssuePage, mode: str, request: HttpRequest) -> HttpResponse:
    """The mail as a page of the CMS. Nothing is sent, and no row is written."""
    if mode == READER:
        return _show_as_chosen(page, request)
    mail = _filled(page, name=str(_("Sample name")), email="reader@example.org")
    return _answer(_VIEWS.get(mode, _on_desktop)(mail))


def _show_as_chosen(page: NewsletterIssuePage, request: HttpRequest) -> HttpResponse:
    reader = chosen_reader(request)
    if reader is None:
        return _answer(_note(_("Choose a reader on the page “Checks, test and approval”.")))
    return _answer(_on_desktop(_filled(page, name=reader.name, email=reader.email)))


def chosen_reader(request: HttpRequest) -> Reader | None:
    """Whom the secretariat has chosen to see it as; nobody else may look at readers."""
    user, pk = request.user, request.session.get(CHOSEN_READER)
    if not isinstance(user, User) or pk is None or not may_see_mail(user):
        return None
    return Reader.objects.known().filter(pk=pk).first()


def _filled(page: NewsletterIssuePage, *, name: str, email: str) -> Rendered:
    mail, language = render_issue(page), page.locale.language_code
    values = reader_values(name=name, email=email, token=_NO_TOKEN, language=language)
    escaped = {key: escape(value) for key, value in values.items()}
    return Rendered(mail.subject, fill_slots(mail.html, escaped), fill_slots(mail.text, values))


def _on_desktop(mail: Rendered) -> str:
    """Light, whatever the editor's own system says."""
    return mail.html.replace(_DARK_RULE, "@media not all")


def _on_a_phone(mail: Rendered) -> str:
    narrow = "<style>body{max-width:390px;margin:0 auto!important}</style></head>"
    html = _on_desktop(mail).replace(_PHONE_RULE, "@media all")
    return html.replace("</head>", narrow, 1)


def _in_the_dark(mail: Rendered) -> str:
    return mail.html.replace(_DARK_RULE, "@media all")


def _without_pictures(mail: Rendered) -> str:
    return re.sub(r'(<img\b[^>]*?) src="[^"]*"', r"\1", _on_desktop(mail))


def _as_text(mail: Rendered) -> str:
    return _note(mail.text)


_VIEWS: dict[str, Callable[[Rendered], str]] = {
    DESKTOP: _on_desktop,
    PHONE: _on_a_phone,
    DARK: _in_the_dark,
    WITHOUT_PICTURES: _without_pictures,
    TEXT: _as_text,
}


def _note(words: str) -> str:
    return format_html(
        '<!doctype html><html lang=""><head><meta charset="utf-8"><title>{}</title>'
        '<meta name="viewport" content="width=device-width">'
        "<style>body{{margin:24px}}pre{{font:15px/1.6 monospace;white-space:pre-wrap;"
        "overflow-wrap:anywhere;max-width:72ch}}</style></head><body><pre>{}</pre></body></html>",
        _("Mail, plain text"),
        words,
    )


def _answer(html: str) -> HttpResponse:
    """Pictures of our site are asked from where the editor is; styles stand in the page."""
    site = settings.LMS_SITE_URL.rstrip("/")
    answer = HttpResponse(html.replace(f'src="{site}/', 'src="/'))
    answer["Cache-Control"] = "private, no-store"
    answer._csp_replace = settings.LMS_CMS_SECURITY_POLICY  # type: ignore[attr-defined]
    return answer
