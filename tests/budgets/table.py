"""How many queries each address of the site may cost, beside the list of them.

The menu's five are not in the figures: it is read once a minute for all pages (see ACTIONS). What
somebody's first request of the day adds is not in them either. `who` is the dearest asker: whoever
is refused or led elsewhere costs less. Budgets of the CMS stand in `cms.py`.
"""

from __future__ import annotations

from typing import NamedTuple


class Budget(NamedTuple):
    """`most` queries for `who` (see `World.person`) at the address `name`.

    `each`: more queries for each further row, where a comment says why that cannot be otherwise.
    """

    name: str
    who: str
    most: int
    each: int = 0


SIGNED_IN = 2  # session, user

SITE = [
    # no such link: the site and its redirects, and what the page "not found" shows
    Budget("review:open", "stranger", 6),
    # session, link with its author and inviter; course, pages, comments
    Budget("review:course", "guest", 8),
    # session, link; the page and its course, comments, pages of the course; the preview's own
    Budget("review:page", "guest", 34),
    # not completed yet: the enrollment, to its progress
    Budget("feedback:course", "learner", SIGNED_IN + 1),
    # the enrollment with its outline, facts, the lesson; no such question: what "not found" asks
    Budget("feedback:lesson", "learner", SIGNED_IN + 9),
    # by POST alone
    Budget("review:comment", "guest", 2),
    Budget("review:verdict", "guest", 2),
    Budget("healthz", "stranger", 0),
    # no provider is configured: the site and its redirects, and what the page "not found" shows
    Budget("mail-events", "stranger", 6),
    # "select 1"; the migrations are compared once for each process
    Budget("readyz", "stranger", 1),
    Budget("robots", "stranger", 0),
    Budget("favicon", "stranger", 0),
    # restrictions, pages of public types, their locales, where sites begin, goals
    Budget("sitemap", "stranger", 5),
    # --- certificates
    Budget("certificates:check", "stranger", 0),
    # the share, the certificates
    Budget("certificates:list", "learner", SIGNED_IN + 2),
    # led back to the list (by POST: see ACTIONS)
    Budget("certificates:share", "learner", SIGNED_IN),
    # the share with its holder, the certificates
    Budget("certificates:shared", "stranger", 2),
    # the certificate with its enrollment, whether its holder shares
    Budget("certificates:verify", "stranger", 2),
    # the certificate with its enrollment
    Budget("certificates:pdf", "learner", SIGNED_IN + 1),
    # --- newsletters: the lists lie in memory with the menu
    Budget("newsletters:sign-up", "stranger", 0),
    Budget("newsletters:subscribe", "stranger", 0),
    Budget("newsletters:asked", "stranger", 0),
    Budget("newsletters:link", "stranger", 0),
    Budget("newsletters:preferences-start", "stranger", 0),
    # the mail, its reader; what waits, and what comes with its texts
    Budget("newsletters:confirm", "stranger", 5),
    # the mail, its reader, their subscriptions, the lists and their texts
    Budget("newsletters:preferences", "stranger", 5),
    # the mail, its reader; by POST alone
    Budget("newsletters:speak", "stranger", 2),
    Budget("newsletters:revoke", "stranger", 2),
    Budget("newsletters:leave-all", "stranger", 2),
    # the mail, its reader, its lists twice with their texts, how many lists the reader gets
    Budget("newsletters:unsubscribe", "stranger", 6),
    # the mail, its reader, what comes still, whether anything was left
    Budget("newsletters:goodbye", "stranger", 5),
    # --- files
    # the document; permissions of the user and of their groups; whose it is; the lessons that show
    # it, their courses, whether the asker learns in one of them
    Budget("wagtaildocs_serve", "learner", SIGNED_IN + 7),
    # restrictions; then "not found": site, redirects
    Budget("wagtaildocs_authenticate_with_password", "stranger", 3),
    # the image; permissions of the user and of their groups; whose it is; the lessons that show it,
    # their courses, whether the asker learns in one of them
    Budget("courses:lesson-file", "learner", SIGNED_IN + 7),
    # --- the demo's inbox: files, no rows; a message that is not there asks site and redirects
    Budget("demo:meeting", "stranger", 0),
    Budget("demo:inbox", "stranger", 0),
    Budget("demo:messages-json", "stranger", 0),
    Budget("demo:message", "stranger", 2),
    Budget("demo:message-html", "stranger", 2),
    Budget("demo:message-source", "stranger", 2),
    # a file of everybody's, no row
    Budget("courses:public-file", "stranger", 2),  # not found: site, redirects
    # --- sign-in: forms without a query, but for the person that a reset link names
    Budget("account_login", "stranger", 0),
    Budget("account_logout", "stranger", 0),
    Budget("account_inactive", "stranger", 0),
    # the pages that a person agrees to
    Budget("account_signup", "stranger", 1),
    Budget("account_email_verification_sent", "stranger", 0),
    Budget("account_reset_password", "stranger", 0),
    Budget("account_reset_password_done", "stranger", 0),
    Budget("account_reset_password_from_key", "stranger", 1),
    Budget("account_reset_password_from_key_done", "stranger", 0),
    Budget("account_confirm_login_code", "stranger", 0),
    Budget("account_confirm_email", "stranger", 0),
    Budget("mfa_authenticate", "stranger", 0),
    # the addresses, and whether there are others to make the first
    Budget("account_email", "learner", SIGNED_IN + 2),
    Budget("account_change_password", "learner", SIGNED_IN),
    Budget("account_set_password", "learner", SIGNED_IN),
    # each kind of second factor, twice: allauth asks for its menu and for its form
    Budget("account_reauthenticate", "learner", SIGNED_IN + 6),
    # each kind of second factor
    Budget("mfa_index", "learner", SIGNED_IN + 2),
    Budget("mfa_reauthenticate", "learner", SIGNED_IN + 3),
    Budget("mfa_reauthenticate_webauthn", "learner", SIGNED_IN + 3),
    Budget("mfa_list_webauthn", "learner", SIGNED_IN + 1),
    Budget("mfa_generate_recovery_codes", "learner", SIGNED_IN + 6),
    # whether the address is confirmed
    Budget("mfa_activate_totp", "learner", SIGNED_IN + 1),
    Budget("mfa_add_webauthn", "learner", SIGNED_IN + 1),
    # the factor, which is not there: site, redirects
    Budget("mfa_deactivate_totp", "learner", SIGNED_IN + 3),
    Budget("mfa_view_recovery_codes", "learner", SIGNED_IN + 3),
    Budget("mfa_download_recovery_codes", "learner", SIGNED_IN + 3),
    # each kind of second factor, before one signs in once more and a key is changed
    Budget("mfa_remove_webauthn", "learner", SIGNED_IN + 6),
    Budget("mfa_edit_webauthn", "learner", SIGNED_IN + 6),
    # --- learning
    # enrollment with run, course and outline; facts; the live tree
    Budget("learning:resume", "learner", SIGNED_IN + 3),
    # run with its course, enrollment
    Budget("learning:enroll", "learner", SIGNED_IN + 2),
    # the mail with its reader, whether they want none
    Budget("learning:reminders-off", "stranger", 2),
    Budget("learning:applications-off", "stranger", 2),
    # run with its course, whether it is noted, the course's title
    Budget("learning:again", "learner", SIGNED_IN + 3),
    # run with its course, whether one is in it (its page), one's place; places are counted where
    # somebody waits
    Budget("learning:waiting", "learner", SIGNED_IN + 2),
    # enrollment with its run, the course's title
    Budget("learning:withdraw", "learner", SIGNED_IN + 2),
    # enrollment with run, course and outline; facts; the live tree; what its people were told
    # its live sessions, and what proves that one came (after whether there are any)
    Budget("learning:progress", "learner", SIGNED_IN + 7),
    # run; seats are counted only where there is a limit
    Budget("learning:seats", "stranger", 1),
    # the enrollment with its run
    Budget("learning:my-seat", "learner", SIGNED_IN + 1),
    # run with its course, the course's pages, site, where sites begin
    Budget("learning:course", "stranger", 4),
    # enrollment with run, course and outline; facts; the live tree; the lesson; its pictures (and
    # once for each lesson where one left off)
    Budget("learning:lesson", "learner", SIGNED_IN + 5),
    # GET leads to the lesson (by POST: see ACTIONS); the enrollment with run and outline
    Budget("learning:lesson-done", "learner", SIGNED_IN + 1),
    # --- quizzes
    # GET leads to the lesson; the enrollment with run and outline
    Budget("quizzes:check", "learner", SIGNED_IN + 1),
    # --- home
    Budget("home:account-fragment", "stranger", 0),
    # permissions of the user and of their groups; what is new
    Budget("home:account-fragment", "learner", SIGNED_IN + 3),
    # enrollments with run, course, provider and outline; places on waiting lists and applications
    # with the same; certificates; course pages; of the next thing to do its facts and its lessons;
    # texts to agree to; the sessions to come
    Budget("home:dashboard", "learner", SIGNED_IN + 9),
    # affiliation, members to choose from, consents twice, texts to agree to; the reader, the
    # lists and their texts; whether one wants reminders; how one wants to hear of what, and
    # whether one may host
    Budget("home:profile", "learner", SIGNED_IN + 11),
    # GET leads to the profile
    Budget("home:profile-certificate-name", "learner", SIGNED_IN),
    Budget("home:profile-consents", "learner", SIGNED_IN),
    Budget("home:profile-agree", "learner", SIGNED_IN),
    Budget("home:profile-reminders", "learner", SIGNED_IN),
    Budget("home:profile-newsletter", "learner", SIGNED_IN),
    Budget("home:profile-newsletter-confirm", "learner", SIGNED_IN),
    Budget("home:profile-data", "learner", SIGNED_IN),
    # each kind of second factor, before one signs in once more
    Budget("home:profile-erase", "learner", SIGNED_IN + 6),
    Budget("home:erased", "stranger", 0),
    # goals
    Budget("home:goal-list", "stranger", 1),
    # goals, this goal; courses, runs, restrictions, languages, pages with covers, their goals and
    # themes, sessions, site, where sites begin; targets of these courses, targets of the goal
    Budget("home:goal", "stranger", 14),
    Budget("home:search", "stranger", 0),
    Budget("home:styleguide", "stranger", 0),
    # --- newsletters
    # the archive, site, where sites begin, restrictions, issues
    Budget("newsletters:feed", "stranger", 5),
    # the link, the count
    Budget("newsletter-links:go", "stranger", 2),
    # --- Wagtail's own, of which nothing leads here: no such page (site, locale, home, pages,
    # redirects)
    Budget("wagtailcore_authenticate_with_password", "stranger", 5),
    Budget("wagtailcore_login", "stranger", 5),
]

ROUTE = 4  # site, locale, home, what lies below it
# Courses, runs, restrictions, languages, pages with covers, their goals and themes, where sites
# begin; of courses that are held live the sessions. One query for each kind of thing, however many
# cards.
CARDS = 9

# Each kind of public page while it is not kept in memory; the second reader within a minute costs
# nothing. Each step down the tree adds two: the page and what lies below it.
PAGES = {
    # restrictions; cards; of the figures courses, goals, targets, providers; languages of this page
    "home": ROUTE + 1 + CARDS + 5,
    # one step; restrictions; cards; languages of this page
    "catalogue": ROUTE + 2 + 1 + CARDS + 1,
    # two steps; restrictions; the provider's courses; cards; languages of this page
    "provider": ROUTE + 4 + 1 + 1 + CARDS + 1,
    # three steps; restrictions; course, runs, languages, outline, titles, related pages, goals, the
    # run's team, its sessions; cards of related courses; languages of this page, targets
    "course": ROUTE + 6 + 1 + 9 + CARDS + 2,
    # one step; restrictions; languages of this page, where sites begin
    "plain": ROUTE + 2 + 1 + 2,
    # one step; restrictions, of this page and of issues; issues; languages of this page, where
    # sites begin
    "archive": ROUTE + 2 + 2 + 1 + 2,
    # two steps; restrictions, of this page and of issues; the pages that its blocks name, their
    # cards without sessions; other issues, goals of the drawing; languages of this page
    "issue": ROUTE + 4 + 2 + 1 + CARDS - 1 + 2 + 1,
}
