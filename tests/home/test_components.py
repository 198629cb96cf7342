"""Components take flat values, carry no style of their own, and stand on the styleguide."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django_cotton.compiler_regex import CottonCompiler

ROOT = Path(settings.BASE_DIR)
# Shown where they belong: on every page, on the goal pages, or at the top of a form.
ELSEWHERE = {
    "brand",
    "door",
    "form_errors",
    "goal_head",
    "language_menu",
    "messages",
    "newsletter_form",
    "section_head",
    "site_footer",
    "site_header",
}


def components():
    return sorted(ROOT.glob("*/templates/cotton/*.html"))


def styleguide_sources():
    folder = ROOT / "home/templates/home"
    files = [folder / "styleguide.html", *(folder / "styleguide").glob("*.html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_component_stands_on_the_styleguide():
    used = set(re.findall(r"<c-([\w-]+)", styleguide_sources()))
    cards = (ROOT / "courses/templates/cotton/course_card.html").read_text(encoding="utf-8")
    used |= set(re.findall(r"<c-([\w-]+)", cards))

    missing = {path.stem for path in components()} - {name.replace("-", "_") for name in used}

    assert missing <= ELSEWHERE, f"Not on the styleguide: {sorted(missing - ELSEWHERE)}"


@pytest.mark.parametrize("path", components(), ids=lambda path: path.stem)
def test_a_component_writes_no_style_and_no_script(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=|<script|\son\w+=", text)


@pytest.mark.django_db
@pytest.mark.parametrize("theme", ["", "light", "dark", "nonsense"])
def test_the_styleguide_renders_in_each_theme(client, theme):
    answer = client.get(reverse("home:styleguide"), {"theme": theme})

    assert answer.status_code == 200
    expected = f' data-theme="{theme}"' if theme in ("light", "dark") else ""
    assert f'dir="ltr"{expected}>' in answer.content.decode()


def render(source, **context):
    request = RequestFactory().get("/")
    template = Template(CottonCompiler().process(source))
    return template.render(Context({"request": request, **context}))


def test_a_field_with_a_mistake_says_so_and_keeps_what_was_typed():
    from home.samples import sample_form

    html = render('<c-field :field="form.email" />', form=sample_form())

    assert 'value="sita@example"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="sample_email_error"' in html
    assert 'id="sample_email_error"' in html
    assert '<label class="field__label" for="sample_email">' in html


def test_a_field_joins_its_help_to_its_input():
    from home.samples import sample_form

    html = render('<c-field :field="form.name" lang="ne" />', form=sample_form())

    assert 'aria-describedby="sample_name_helptext"' in html
    assert 'id="sample_name_helptext"' in html
    assert 'lang="ne"' in html


def test_what_a_component_is_given_is_escaped():
    html = render('<c-tag>{{ text }}</c-tag><c-fact :name="text">x</c-fact>', text="<b>&")

    assert "<b>" not in html
    assert html.count("&lt;b&gt;&amp;") == 2
