"""What the site adds to Sphinx: notebooks as pages, pictures and films, words and languages."""
