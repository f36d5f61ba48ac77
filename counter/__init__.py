"""The counter of a government service hall.

In the repository `data` and `screens` stand beside this package. A wheel carries them within it, in `house`: names so
common belong to nobody in a site-packages that others share.
"""

import sys
from pathlib import Path

_WITHIN = Path(__file__).resolve().parent / "house"

HOUSE = _WITHIN if _WITHIN.is_dir() else _WITHIN.parents[1]
"""The folder in which `data` and `screens` stand."""

if HOUSE is _WITHIN and str(HOUSE) not in sys.path:
    sys.path.insert(0, str(HOUSE))
