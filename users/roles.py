"""Roles as groups. Every signed-in person is a learner; a provider has groups of its own."""

REVIEWER = "Reviewers"
SECRETARIAT = "Secretariat"
ADMINISTRATOR = "Administrators"
STAFF_ROLES = (REVIEWER, SECRETARIAT, ADMINISTRATOR)
