"""CMS pages of the studio. Its addresses stand in studio/urls, one list for each subject."""
