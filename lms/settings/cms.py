"""Settings of Wagtail that are the same in every place."""

WAGTAIL_SITE_NAME = "CityNet Learning"
WAGTAILADMIN_LOGIN_URL = "/en/account/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/en/account/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False  # by the link of "choose a new password"
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.approval.publish_approved"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_MODEL = "courses.MediaDocument"
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "docx",
    "key",
    "mp3",
    "mp4",
    "odp",
    "ods",
    "odt",
    "pdf",
    "pptx",
    "txt",
    "vtt",
    "webm",
    "xlsx",
    "zip",
]
WAGTAILIMAGES_IMAGE_MODEL = "courses.MediaImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.media_forms.MediaImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILEMBEDS_RESPONSIVE_HTML = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Wagtail writes scripts and styles into its pages; the site never does.
LMS_CMS_SECURITY_POLICY = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
}
