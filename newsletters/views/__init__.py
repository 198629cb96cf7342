"""What `newsletters` shows outside the tree of pages."""
