"""Tests in a real browser, Debian's Chromium: what a reader sees, changes and hears."""
