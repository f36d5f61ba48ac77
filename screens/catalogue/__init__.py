"""Finding items, reading guides, and what stewards do with them."""
