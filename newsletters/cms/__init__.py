"""The newsletter in the CMS: readers and lists, audiences, sendings and what became of them."""
