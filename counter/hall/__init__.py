"""One hall: its directory, its key, its settings, and the one way to act in it (`Hall.do`, `Hall.ask`)."""

from counter.hall.hall import Hall
from counter.hall.key import keep_key, key_path, make_key, read_key
from counter.hall.settings import DATA, read_settings

__all__ = ["DATA", "Hall", "keep_key", "key_path", "make_key", "read_key", "read_settings"]
