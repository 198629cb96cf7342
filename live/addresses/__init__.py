"""The addresses of `live`, one module for each subject."""
