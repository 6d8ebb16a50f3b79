"""Axes with marks, and the words around them."""
