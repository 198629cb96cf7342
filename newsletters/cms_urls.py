"""Addresses of the newsletter below /cms/newsletters/."""

from django.urls import path

from newsletters.cms import audience_views as audiences
from newsletters.cms import planning_views as planning
from newsletters.cms import sending_views as sendings

app_name = "newsletters_cms"
urlpatterns = [
    path("sendings/", sendings.sending_list, name="sending-list"),
    path("sendings/<int:pk>/", sendings.sending_detail, name="sending"),
    path("sendings/<int:pk>/progress/", sendings.sending_progress, name="sending-progress"),
    path("sendings/<int:pk>/deed/", sendings.sending_deed, name="sending-deed"),
    path("sendings/<int:pk>/readers/", sendings.sending_readers, name="sending-readers"),
    path("issues/<uuid:issue_key>/send/", planning.issue_send, name="issue-send"),
    path("audiences/", audiences.audience_list, name="audience-list"),
    path("audiences/new/", audiences.audience_edit, name="audience-new"),
    path("audiences/<int:pk>/", audiences.audience_edit, name="audience"),
    path("audiences/<int:pk>/delete/", audiences.audience_delete, name="audience-delete"),
]
