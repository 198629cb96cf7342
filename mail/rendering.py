"""From a row to a message. No query: everything that the text needs lies in the row."""

from __future__ import annotations

from email.utils import formataddr
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils.translation import get_language_info, override

from .addresses import ascii_address
from .headers import one_line
from .message import SingleMessage
from .message_ids import message_id
from .models import Delivery
from .returning import unsubscribe_address

_inliner = css_inline.CSSInliner(
    keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
)


def render_message(delivery: Delivery, connection: Any = None) -> SingleMessage:
    """The message as it goes out. Raises TemplateDoesNotExist for an unknown template."""
    subject, text, html = (
        _render_template(delivery)
        if delivery.template
        else (delivery.subject, delivery.text, delivery.html)
    )
    name, address = one_line(delivery.to_name), ascii_address(delivery.to_email)
    message = SingleMessage(
        subject=one_line(subject),
        body=text,
        from_email=delivery.from_email or settings.DEFAULT_FROM_EMAIL,
        to=[formataddr((name, address)) if name else address],
        headers={
            "Message-ID": message_id(delivery),
            "Auto-Submitted": "auto-generated",
            "Content-Language": delivery.language,
            **unsubscribe_headers(delivery, delivery.context.get("unsubscribe_path", "")),
        },
        reply_to=reply_addresses(delivery),
        connection=connection,
    )
    if html:
        message.attach_alternative(html, "text/html")
    # Providers repeat it in what they report; over SMTP it does not leave.
    message.metadata = {"delivery": delivery.token.hex}  # type: ignore[attr-defined]
    return message


def reply_addresses(delivery: Delivery) -> list[str]:
    """Where an answer goes, if not to the platform: `reply_to` in the context of the row."""
    reply_to = delivery.context.get("reply_to", "")
    return [ascii_address(reply_to)] if reply_to else []


def unsubscribe_headers(delivery: Delivery, path: str) -> dict[str, str]:
    """How a reader leaves by one click (RFC 2369 and 8058); none without a path.

    The path holds `{language}` and `{token}`.
    """
    if not path:
        return {}
    address = path.format(language=delivery.language, token=delivery.token.hex)
    ways = [f"<{settings.LMS_SITE_URL}{address}>"]
    mailbox = unsubscribe_address(delivery)
    if mailbox:
        ways.append(f"<mailto:{mailbox}>")
    return {
        "List-Unsubscribe": ", ".join(ways),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _render_template(delivery: Delivery) -> tuple[str, str, str]:
    folder = f"email/{delivery.template}"
    with override(delivery.language):
        info = get_language_info(delivery.language)
        context = {
            **delivery.context,
            "to_name": delivery.to_name,
            "token": delivery.token.hex,
            "site_url": settings.LMS_SITE_URL,
            "language": delivery.language,
            "direction": "rtl" if info["bidi"] else "ltr",
        }
        subject = render_plain(f"{folder}/subject.txt", context)
        text = render_plain(f"{folder}/body.txt", context)
        html = render_to_string(f"{folder}/body.html", context)
    return subject.strip(), text.strip() + "\n", _inliner.inline(html)


def render_plain(name: str, context: dict[str, Any]) -> str:
    """Plain text is no HTML: "&" stays "&"."""
    template = engines["django"].engine.get_template(name)  # type: ignore[attr-defined]
    return str(template.render(Context(context, autoescape=False)))
