"""Addresses of `discussions`, behind the language prefix: `talk/` and below."""

from django.urls import path

from discussions.views import announcements, posts, thread, threads

app_name = "discussions"
urlpatterns = [
    path("talk/threads/<int:thread_id>/", thread.thread_page, name="thread"),
    path("talk/threads/<int:thread_id>/<slug:deed>/", thread.thread_deed, name="thread-deed"),
    path("talk/posts/<int:post_id>/", posts.post, name="post"),
    path("talk/posts/<int:post_id>/<slug:deed>/", posts.post_deed, name="post-deed"),
    path("talk/<slug:run_slug>/", threads.run_threads, name="run"),
    path(
        "talk/<slug:run_slug>/announcements/",
        announcements.run_announcements,
        name="announcements",
    ),
    path("talk/<slug:run_slug>/new/", threads.new_thread, name="new-thread"),
    path("talk/<slug:run_slug>/<slug:scope>/<str:scope_key>/", threads.scope_threads, name="scope"),
    path(
        "talk/<slug:run_slug>/<slug:scope>/<str:scope_key>/new/",
        threads.new_in_scope,
        name="new-in-scope",
    ),
]
