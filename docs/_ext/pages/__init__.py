"""Makers of Markdown, one a kind of page."""
