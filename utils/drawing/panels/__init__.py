"""Panels: axes with marks on them, and the room that their words need."""
