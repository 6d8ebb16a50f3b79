"""The site: its settings, its templates, and what it adds to Sphinx."""
