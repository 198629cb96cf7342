"""The site's own pages: a home page and a catalogue in every language."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site, get_page_models

from courses.models import CourseIndexPage

CATALOGUE_SLUG = "courses"


def ensure_tree() -> dict[str, CourseIndexPage]:
    """The catalogue of each language by its code, made where it is missing."""
    locales = {
        code: Locale.objects.get_or_create(language_code=code)[0] for code, _ in settings.LANGUAGES
    }
    homes = _ensure_homes(locales)
    return {code: _ensure_catalogue(homes[code], locale) for code, locale in locales.items()}


def _ensure_homes(locales: dict[str, Locale]) -> dict[str, Page]:
    """A home page per language; the default language's is the root of the site."""
    model = _home_model()
    homes: dict[str, Page] = {
        page.locale.language_code: page
        for page in model.objects.child_of(Page.get_first_root_node()).exclude(slug="home")
    }
    source = homes.get(settings.LANGUAGE_CODE)
    root = Page.get_first_root_node()
    for code, locale in locales.items():
        if code in homes:
            continue
        with override(code):
            page = model(title=settings.WAGTAIL_SITE_NAME, slug=f"home-{code}", locale=locale)
        if source is not None:
            page.translation_key = source.translation_key
        root.add_child(instance=page)
        homes[code] = page
        source = source or page
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.root_page_id != homes[settings.LANGUAGE_CODE].pk:
        old = site.root_page if site.root_page_id else None
        site.hostname, site.site_name = "localhost", settings.WAGTAIL_SITE_NAME
        site.root_page = homes[settings.LANGUAGE_CODE]
        site.save()
        if old is not None and type(old.specific) is Page:
            old.delete()  # the page that Wagtail's first migration makes
    return homes


def _ensure_catalogue(home: Page, locale: Locale) -> CourseIndexPage:
    found = CourseIndexPage.objects.filter(locale=locale).first()
    if found is not None:
        return found
    with override(locale.language_code):
        page = CourseIndexPage(title=gettext("Courses"), slug=CATALOGUE_SLUG, locale=locale)
    source = CourseIndexPage.objects.first()
    if source is not None:
        page.translation_key = source.translation_key
    home.add_child(instance=page)
    return page


def _home_model() -> type[Page]:
    """The home page's type; a plain page while `home` has none."""
    models = {model._meta.label: model for model in get_page_models()}
    return models.get("home.HomePage", Page)
