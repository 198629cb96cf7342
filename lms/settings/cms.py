"""Settings of Wagtail, and how large what people upload may be."""

import environ

WAGTAIL_SITE_NAME = "CityNet Learning"
WAGTAILADMIN_LOGIN_URL = "/en/account/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/en/account/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False  # by the link of "choose a new password"
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.approval.publish_approved"
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "core.rich_text.RunningTextArea"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_MODEL = "courses.MediaDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.document_forms.MediaDocumentForm"
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

# Megabytes for all files of a request, by what stands in its address; the first that fits.
FILE_UPLOAD_HANDLERS = [
    "core.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LMS_UPLOAD_LIMIT = 10
LMS_UPLOAD_LIMITS = {
    "/cms/documents/": environ.Env().int("LMS_UPLOAD_MAX_MB", default=512),
    "/cms/images/": 40,  # where Wagtail itself says what is too large
    "/attendance/": 5,
}
