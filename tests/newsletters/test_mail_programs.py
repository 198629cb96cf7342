"""What Gmail, Outlook, Apple Mail and Yahoo leave out of our mails is on a list, with a reason."""

import pytest

from mail.rendering import render_message

from .caniemail import DATA, ELSEWHERE, features_of, left_out, recognize
from .everywhere import LANGUAGES, answer_somebody, parsed

# Each mail says all that it has to say without these.
GRACEFUL = {
    "css-at-media": "rules for a phone, the dark and paper: else the mail is the one of a desk",
    "css-at-media-prefers-color-scheme": "the dark: else the mail is light, or darkened by itself",
    "css-border-radius": "buttons have square corners",
    "css-color-scheme": "says that the mail knows the dark; see above",
    "css-display-none": "the preview line: where it is shown it is a sentence above the mail",
    "css-height": "`auto` on pictures: they have their sizes as attributes too",
    "css-max-height": "hides the preview line once more, where `display` alone does not",
    "css-overflow": "the same",
    "css-selector-class": "only in the rules for a phone and the dark: styles stand on elements",
    "css-selector-descendant": "the same",
    "css-selector-grouping": "the same",
    "css-selector-type": "the same",
    "css-sytem-ui": "the first of many fonts: the next one is taken",
    "css-word-break": "Korean words are then broken anywhere, as in Chinese",
    "html-body": "its styles stand on the outer table too",
    "html-doctype": "programs that drop it have one mode only",
    "html-meta-color-scheme": "says that the mail knows the dark; see above",
    "html-semantics": "<main>: its content stays, and without it nothing is unreachable",
    "html-style": "only what is said above of @media stands in it",
}


def not_shown(html: str) -> set[str]:
    """What the document uses and at least one of the programs does not show at all."""
    return {slug for slug in features_of(html) if "n" in left_out(slug).values()}


@pytest.mark.slow
def test_what_a_program_does_not_show_of_an_issue_is_graceful(messages):
    used = set()
    for language, (_delivery, envelope) in messages.items():
        found = not_shown(parsed(envelope).get_body(("html",)).get_content())
        assert found <= GRACEFUL.keys(), language
        used |= found

    assert used == GRACEFUL.keys()  # nothing stands on the list that no mail needs


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_program_does_not_show_of_a_single_mail_is_graceful(language, lists, places):
    for row in answer_somebody(language, lists):
        ((html, _kind),) = render_message(row).alternatives
        assert not_shown(str(html)) <= GRACEFUL.keys(), row.template


def test_every_feature_of_the_data_is_looked_for():
    blind = {slug for slug in DATA if slug not in ELSEWHERE and not recognize(slug, DATA[slug][0])}

    assert blind == set()
    assert DATA.keys() >= GRACEFUL.keys()


@pytest.mark.parametrize(
    ("html", "slug"),
    [
        ("<p style='display:flex'>", "css-display-flex"),
        ("<p style='color:var(--ink)'>", "css-variables"),
        ("<style>@import url(a.css);</style>", "css-at-import"),
        ("<style>p:has(b){color:red}</style>", "css-pseudo-class-has"),
        ("<style>p > b{color:red}</style>", "css-selector-child"),
        ("<p style='margin-inline:4px'>", "css-margin-inline-block"),
        ("<p style='width:calc(1px + 2px)'>", "css-unit-calc"),
        ("<p style='width:5vw'>", "css-unit-vw"),
        ("<video></video>", "html-video"),
        ("<input type='checkbox'>", "html-input-checkbox"),
        ("<button popover='auto'>", "html-popover"),
        ("<img src='a.svg'>", "image-svg"),
        ("<img src='https://example.org/a.webp' srcset='b'>", "image-webp"),
        ("<a href='#top'>", "html-anchor-links"),
    ],
)
def test_a_feature_is_recognized(html, slug):
    assert slug in features_of(html)
    assert slug not in features_of("<!doctype html><p style='color:red'>Text</p>")
