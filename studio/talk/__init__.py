"""Pages of the CMS about what a team tells its people, and about what they say to each other."""
