"""How many queries our own pages of the CMS may cost, beside the list of them."""

from __future__ import annotations

from .frame import ASKED, FRAME
from .people import PEOPLE
from .running import RUNNING
from .table import Budget

# Not theirs, not offered, or by POST alone: the row, what decides; "not found" has the frame of the
# CMS around its ways on, after site and redirects.
REFUSED = FRAME + 3
HISTORY = 4  # the newest entry, how many, who acted, the entries
USAGE = 2  # how often Wagtail's index of references names the row, and where

CMS = [
    # --- studio
    # the courses with provider and newest number; whether one invites colleagues
    Budget("studio:course-list", "author", FRAME + 2),
    Budget("studio:session-alive", "author", ASKED),
    # the catalogs are files
    Budget("studio:catalog-list", "secretary", FRAME),
    # one's providers, their pages, the zone of the newest run, countries for the zones
    Budget("studio:course-new", "author", FRAME + 4),
    # course, pages, tree, goals, runs, seats, people; drafts; the review; what one may. Each draft
    # is checked by its page's own rules, which ask for parent, slug, languages and comments.
    # The open comments and the pages that they may stand on, who was asked: three. The tree as it
    # would be: two. Who edits; how heavy the pictures of the drafts are; whether one invites.
    # The funnel. Who asks for a seat. Whether one may stop offering it. Where the site begins.
    Budget("studio:course-overview", "author", FRAME + 36, each=12),
    # by POST alone
    Budget("studio:course-arrange", "author", ASKED),
    # course, drafts, the newest outline, the tree as it would be, runs with people, the review.
    # Open comments, for the ways to them and for a return: two each; who was asked.
    Budget("studio:course-publish", "author", FRAME + 29, each=12),
    # the same without what one may; the outlines that are followed; fifty people
    # with what they did
    Budget("studio:course-effect", "author", FRAME + 26, each=12),
    # the course, its numbers and how many, the two that are compared, what became of its lessons
    Budget("studio:course-outlines", "author", FRAME + 7),
    # page, course, newest draft with its ancestors; the outline of the drafts, lessons with checks
    Budget("studio:page-draft", "author", ASKED + 21),
    # by POST alone
    Budget("studio:draft-comment", "author", ASKED),
    # the course, its pages; each changed page live and as drafted, with what its fields name;
    # the newest outline; the one of all drafts is kept until one of them changes
    Budget("studio:course-difference", "author", FRAME + 20, each=11),
    # the course, its pages, the comments; whether one may edit
    Budget("studio:course-comments", "author", FRAME + 4),
    # the course, its pages and their drafts, the tree; languages. A draft is read as Wagtail keeps
    # it: page, language, kind, parent, comments.
    Budget("studio:course-try", "author", FRAME + 10, each=5),
    # the course, its pages and their drafts, the tree; titles, the lesson, the preview's own
    Budget("studio:try-lesson", "author", ASKED + 26, each=5),
    # the course; runs, seats twice, people; who asks, who is interested, what asks for it; courses
    Budget("studio:course-retire", "secretary", FRAME + 10),
    # the course, its pages, what stands below; the provider's pages, which exist, the languages
    Budget("studio:course-translate", "author", FRAME + 9),
    # nothing of its own
    Budget("studio:course-help", "author", FRAME),
    # the course, its review, its outlines; its pages, how many, its runs
    Budget("studio:course-delete", "author", FRAME + 7),
    # the course, its pages, its runs
    Budget("studio:course-copy", "author", FRAME + 4),
    # the providers with who trusts them
    Budget("studio:trusted-providers", "secretary", FRAME + 1),
    # the course, who was asked
    Budget("studio:course-guests", "author", FRAME + 2),
    # the run with its course, attempts without success, the lessons with their checks
    Budget("studio:run-checks", "author", FRAME + 3),
    # the run with its course and provider, seats taken
    Budget("studio:run-enroll", "secretary", FRAME + 2),
    # the run with its course, counts, a page of people, who of them fails
    Budget("studio:run-roster", "author", FRAME + 4),
    # the run with its outline, the answers, the lessons
    Budget("studio:run-feedback", "author", FRAME + 3),
    # the run with its course, the people, whose mail comes back
    Budget("studio:run-message", "author", FRAME + 3),
    # the enrollment with run, course, outline and learner; facts, facts with who; attempts; other
    # runs; mails; log; live sessions, what proves that they came to any. The texts of the mails are
    # rendered without a query.
    Budget("studio:learner", "author", FRAME + 9),
    # the same without mails, log and sessions
    Budget("studio:learner-deed", "author", FRAME + 5),
    # --- certificate templates
    # whether one keeps any, how many, the templates with provider and course
    Budget("certificate-templates:index", "author", FRAME + 3),
    Budget("certificate-templates:index_results", "author", ASKED + 4),
    # providers and courses to choose from
    Budget("certificate-templates:add", "author", FRAME + 2),
    # the template twice, its course and provider, who changed it, references, what may be chosen
    Budget("certificate-templates:edit", "author", FRAME + 8),
    Budget("certificate-templates:history", "author", FRAME + 2 + HISTORY),
    Budget("certificate-templates:history_results", "author", ASKED + 3 + HISTORY),
    Budget("certificate-templates:usage", "author", FRAME + 4 + USAGE),
    # the template with course and provider, goals
    Budget("certificate-templates:sample", "author", ASKED + 2),
    # --- certificates
    # how many, the certificates
    Budget("certificates-issued:index", "secretary", FRAME + 2),
    Budget("certificates-issued:index_results", "secretary", ASKED + 2),
    Budget("certificates-issued:inspect", "secretary", FRAME + 2),
    # --- runs
    # how many, the runs with their courses, seats taken and spoken for, providers to filter by
    Budget("runs:index", "author", FRAME + 5),
    Budget("runs:index_results", "author", ASKED + 4),
    # courses to choose from, countries of the network for the zones
    Budget("runs:add", "author", FRAME + 2),
    # the run twice, its course with provider, who changed it, references, courses to choose from,
    # the provider's colleagues twice, who of them is in the team, countries for the zones
    Budget("runs:edit", "author", FRAME + 11),
    Budget("runs:history", "author", FRAME + 5 + HISTORY),
    Budget("runs:history_results", "author", ASKED + 4 + HISTORY),
    Budget("runs:usage", "author", FRAME + 3 + USAGE),
    # --- providers
    # how many, the providers
    Budget("providers:index", "secretary", FRAME + 2),
    Budget("providers:index_results", "secretary", ASKED + 2),
    Budget("providers:add", "secretary", FRAME),
    # the provider twice, who changed it, references
    Budget("providers:edit", "secretary", FRAME + 4),
    Budget("providers:history", "secretary", FRAME + 4 + HISTORY),
    Budget("providers:history_results", "secretary", ASKED + 3 + HISTORY),
    # Wagtail's page asks for each row that names the provider, twenty on a page.
    Budget("providers:usage", "secretary", FRAME + 5 + USAGE, each=2),
    # --- themes
    # how many with the newest change, the themes
    Budget("themes:index", "secretary", FRAME + 2),
    Budget("themes:index_results", "secretary", ASKED + 2),
    Budget("themes:add", "secretary", FRAME),
    # the theme, who changed it, references
    Budget("themes:edit", "secretary", FRAME + 3),
    Budget("themes:delete", "secretary", FRAME + 1 + USAGE),
    Budget("themes:history", "secretary", FRAME + 2 + HISTORY + 1),
    Budget("themes:history_results", "secretary", ASKED + 2 + HISTORY),
    Budget("themes:usage", "secretary", FRAME + 1 + USAGE),
    # --- newsletters
    # page permissions twice, the issues (the rest of what one may stands in the frame)
    Budget("newsletter-issues:list", "secretary", FRAME + 4),
    # the issue; of its draft the pages of its blocks; its cards for the checks, and once more for
    # the mail, with site and goals; readers, other languages three times, the review twice; whether
    # it is a translation twice, and its original. Each course block is checked by its own form.
    Budget("newsletter-issues:desk", "secretary", FRAME + 33, each=1),
    # page permissions, the issue, whether one is of the secretariat: led back, nobody is chosen
    Budget("newsletter-issues:as-reader", "secretary", ASKED + 5),
    # --- mail
    # how many, the rows (whether one is of the secretariat stands in the frame)
    Budget("deliveries:index", "secretary", FRAME + 2),
    Budget("deliveries:index_results", "secretary", ASKED + 3),
    Budget("deliveries:inspect", "secretary", FRAME + 1),
    Budget("suppressions:index", "secretary", FRAME + 2),
    Budget("suppressions:index_results", "secretary", ASKED + 3),
    Budget("suppressions:inspect", "secretary", FRAME + 1),
    # whether the mail server is away; messages and complaints of a month
    Budget("mail:deliverability", "secretary", FRAME + 3),
    # --- newsletter
    # how many sendings, the sendings, their lists with names, their rows by state, those in doubt;
    # issues, which are sent; whether the mail server is away
    Budget("newsletters_cms:sending-list", "secretary", FRAME + 9),
    # the sending and who planned it, its lists with names; bounces by kind, languages, came back,
    # rows by state, in doubt, who left, links; whether the mail server is away; what is in doubt by
    # name; the issue
    Budget("newsletters_cms:sending", "secretary", FRAME + 13),
    Budget("newsletters_cms:sending-progress", "secretary", ASKED + 12),
    # the sending, how many, the rows
    Budget("newsletters_cms:sending-readers", "secretary", FRAME + 3),
    # the issue in each language, any of them; the last sending with its lists, the first list, the
    # audiences; lists, names; was it sent, who would get it; countries, audiences twice, earlier
    Budget("newsletters_cms:issue-send", "secretary", FRAME + 16),
    # the audiences; for each its count, which its conditions make another query
    Budget("newsletters_cms:audience-list", "secretary", FRAME + 2, each=1),
    # by POST alone: whether one is of the secretariat, the row, what "not found" asks
    Budget("newsletters_cms:sending-deed", "secretary", REFUSED + 1),
    Budget("newsletters_cms:audience-delete", "secretary", REFUSED + 1),
    # count, sample
    Budget("newsletters_cms:audience-new", "secretary", FRAME + 2),
    Budget("newsletters_cms:audience", "secretary", FRAME + 3),
    # --- readers
    # lists to filter by with their texts, the readers (how many stands in the page), what they get
    # with the lists' texts
    Budget("newsletter-readers:index", "secretary", FRAME + 6),
    Budget("newsletter-readers:index_results", "secretary", ASKED + 6),
    # the reader, what stops their mail, lists with texts, proof, mails
    Budget("newsletter-readers:inspect", "secretary", FRAME + 6),
    Budget("newsletter-readers:export", "secretary", ASKED + 1),
    # --- lists
    # the lists and their texts
    Budget("newsletter-lists:index", "secretary", FRAME + 2),
    Budget("newsletter-lists:index_results", "secretary", ASKED + 4),
    Budget("newsletter-lists:add", "secretary", FRAME),
    # the list; its texts, which its name and the form ask for; who changed it, references
    Budget("newsletter-lists:edit", "secretary", FRAME + 8),
    Budget("newsletter-lists:history", "secretary", FRAME + 6 + HISTORY),
    Budget("newsletter-lists:history_results", "secretary", ASKED + 6 + HISTORY),
    Budget("newsletter-lists:usage", "secretary", FRAME + 6 + USAGE),
    # --- imports
    # the imports with their lists and texts
    Budget("newsletter-imports:index", "secretary", FRAME + 3),
    Budget("newsletter-imports:index_results", "secretary", ASKED + 5),
    # lists to choose from with their texts
    Budget("newsletter-imports:add", "secretary", FRAME + 3),
    # the import, its list's texts, rows by outcome, how many, how many are done and join, a page
    Budget("newsletter-imports:report", "secretary", FRAME + 9),
    Budget("newsletter-imports:report-csv", "secretary", ASKED + 2),
    Budget("newsletter-imports:history", "secretary", FRAME + HISTORY),
    Budget("newsletter-imports:history_results", "secretary", ASKED + 1 + HISTORY),
]

# Addresses that Wagtail gives to every list of rows and ours refuse, or that answer POST alone.
_REFUSED = {
    "newsletter-issues": ("start", "test"),
    "newsletter-readers": (
        *("add", "edit", "delete", "history", "history_results", "usage", "leave", "erase"),
    ),
    "newsletter-lists": ("delete",),
    "newsletter-imports": ("edit", "delete", "usage"),
    "certificate-templates": ("delete", "send-me"),
    "certificates-issued": (
        *("add", "edit", "delete", "history", "history_results", "usage", "settle"),
    ),
    "runs": ("delete",),
    "providers": ("delete",),
    "deliveries": ("add", "edit", "delete", "history", "history_results", "usage", "settle"),
    "suppressions": ("add", "edit", "delete", "history", "history_results", "usage", "lift"),
}
CMS += RUNNING + PEOPLE
CMS += [
    Budget(f"{namespace}:{name}", "secretary", REFUSED)
    for namespace, names in _REFUSED.items()
    for name in names
]
