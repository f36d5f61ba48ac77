"""Linked services and posts: what the hall points to, and what it tells everybody."""
