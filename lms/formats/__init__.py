"""How dates are written, where Django's own way is another than the design's or missing."""
