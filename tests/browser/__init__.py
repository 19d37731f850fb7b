"""Tests in a real browser, against the whole site. They need Chromium; in CI they may not be left out."""
