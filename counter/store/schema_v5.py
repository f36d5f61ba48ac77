"""What the supervisor's glass, the hall's voice and the virtual hall need: one script per step of store/schema.py."""

OFFICERS = """
"""
"""What the counter and the desks keep besides."""

ENDINGS = """
"""
"""How a matter ends by the law's rarer turns."""

GLASS = """
"""
"""What moves on the floor of the hall while it is open."""

FIGURES = """
"""
"""Sums kept by day, so that a month need not be counted anew."""

ROSTER = """
"""
"""Plans for a day that has not come."""

VOICE = """
"""
"""What the hall says aloud."""

STEWARDS = """
"""
"""Edits of the catalogue, and what searches found nothing."""

DOOR = """
"""
"""What citizens do from home: bookings, lists, posts, linked services."""

SCRIPTS = (OFFICERS, ENDINGS, GLASS, FIGURES, ROSTER, VOICE, STEWARDS, DOOR)
"""In the order of their steps."""
