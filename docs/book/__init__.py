"""The book: settings and hooks with which Sphinx makes an EPUB, and what Chromium prints as a PDF."""
