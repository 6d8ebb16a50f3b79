"""Marks: what is drawn on axes; made once, then handed data moment by moment."""
