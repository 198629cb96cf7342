"""Addresses of `live`, behind the language prefix. Each part lies in `live/addresses/`."""

from live.addresses import joining, sessions, webinar

app_name = "live"
urlpatterns = [*joining.urlpatterns, *sessions.urlpatterns, *webinar.urlpatterns]
