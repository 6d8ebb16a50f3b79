"""Frames as pixels, and files that show them."""
