"""What can be done with sessions and attendance. Each verb is exported here, by alphabet."""
