"""Tools of the house: each runs as `python -m scripts.<name>` and says so in its own docstring."""
