"""Numbers, words, colours and places on the page."""
