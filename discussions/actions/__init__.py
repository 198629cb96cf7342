"""What can be done with announcements, threads and posts. Each verb is exported here."""
