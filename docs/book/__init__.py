"""The book: how Sphinx makes an EPUB, and the page that Chromium prints as a PDF."""
