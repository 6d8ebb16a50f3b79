"""The race of libraries and of films: its rules and its tables."""
