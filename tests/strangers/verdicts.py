"""What each address of the site owes to whom. An address without a verdict fails the test."""

from . import live, notices, talk

# Anybody may ask, and hears nothing of anybody else.
PUBLIC = {
    # where a provider is configured only whoever knows its secret is heard
    "mail-events",
    *("healthz", "readyz", "certificates:check", "certificates:verify", "home:goal-list"),
    *("home:goal", "home:search", "wagtail_serve", "home:account-fragment", "learning:seats"),
    *("demo:meeting", "demo:inbox", "demo:messages-json", "demo:message", "demo:message-html"),
    *("demo:message-source", "account_login", "account_logout", "account_signup"),
    *("account_inactive", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("account_confirm_email", "account_email_verification_sent", "mfa_authenticate"),
    *("account_confirm_login_code", "wagtailcore_login", "robots", "sitemap", "favicon"),
    # anybody may ask for mail; the token of a mail opens its reader's pages and no other's
    *("newsletters:sign-up", "newsletters:subscribe", "newsletters:asked", "newsletters:link"),
    "newsletters:preferences-start",
    # the token of a reminder turns reminders off and on, and shows nothing
    "learning:reminders-off",
    # the same for mails to a team about applications
    "learning:applications-off",
    *("newsletters:confirm", "newsletters:preferences", "newsletters:speak", "newsletters:revoke"),
    *("newsletters:leave-all", "newsletters:unsubscribe", "newsletters:goodbye"),
    # the token of a mail opens one draft to its guest, and nothing to anybody else
    "review:open",
    # a fragment about whoever asks: empty for everybody who is not in the run
    "learning:my-seat",
    # a run that is listed: its enrollment page leads to sign-in, its address to the course page
    *("learning:course", "home:styleguide", "home:erased"),
    *("courses:public-file", "newsletters:feed", "newsletter-links:go"),
    *(live.PUBLIC | talk.PUBLIC | notices.PUBLIC),
}
# Whoever is signed in, about themselves; strangers are led to sign in.
OWN = {
    *("home:dashboard", "home:profile", "certificates:list", "certificates:share"),
    *("home:profile-certificate-name", "home:profile-consents", "home:profile-agree"),
    *("home:profile-reminders", "home:profile-newsletter", "home:profile-newsletter-confirm"),
    *("home:profile-data", "home:profile-erase"),
    *("account_email", "account_change_password", "account_set_password"),
    *("account_reauthenticate", "learning:enroll", "learning:waiting", "learning:again"),
    *("mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
    *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"),
    *("mfa_remove_webauthn", "mfa_edit_webauthn"),
    *(live.OWN | talk.OWN | notices.OWN),
}
# Who is in it, and nobody else: others are refused, or led to sign in or to the course.
MEMBERS = {
    *("learning:resume", "learning:withdraw", "learning:progress", "learning:lesson"),
    *("feedback:course", "feedback:lesson"),
    *("learning:lesson-done", "courses:lesson-file", "wagtaildocs_serve", "certificates:pdf"),
    *("certificates:shared", "wagtaildocs_authenticate_with_password", "quizzes:check"),
    *("wagtailcore_authenticate_with_password",),
    # whoever opened a link, of the one draft that it names
    *("review:course", "review:page", "review:comment", "review:verdict"),
    *(live.MEMBERS | talk.MEMBERS | notices.MEMBERS),
}
# CMS addresses that Wagtail gives to everybody, or to every editor, and that name no object.
CMS_OPEN = {
    *("wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog"),
    *("wagtailadmin_password_reset", "wagtailadmin_password_reset_done"),
    *("wagtailadmin_password_reset_confirm", "wagtailadmin_password_reset_complete"),
}
# Addresses that answer 200 about an object of somebody else, each with the reason.
CMS_HARMLESS = {
    "wagtailadmin_workflows:task_chosen": "the name of a task that every provider shares",
    "wagtailadmin_sprite": "icons",
    "wagtailadmin_error_test": "Wagtail's own page that fails on purpose",
}
# Addresses that name a kind of page: they answer, and list what is the asker's own.
CMS_KINDS = {
    *("wagtailadmin_pages:type_use", "wagtailadmin_pages:type_use_results"),
    *("wagtailadmin_pages:choose_parent",),
}
# CMS addresses about a course or page of any provider that open to reviewers, who change no page.
REVIEWERS_READ = {
    *("studio:course-overview", "studio:course-publish", "studio:page-draft"),
    *(
        "studio:course-difference",
        "studio:course-comments",
        "studio:course-outlines",
        "studio:course-guests",
        "studio:course-retire",
    ),
    *("studio:course-try", "studio:try-lesson"),
}
