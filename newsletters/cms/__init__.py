"""The newsletter in the CMS: audiences, sendings and what became of them."""
