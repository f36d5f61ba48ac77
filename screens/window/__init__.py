"""The window and what is done at it outside intake."""
