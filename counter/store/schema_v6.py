"""What the door from home, the replayed day and third parties need: one script per step of store/schema.py."""

SOUGHT = """
"""
"""What the site and the windows find together."""

BOOKINGS = """
"""
"""Bookings made from home."""

LISTS = """
"""
"""What a citizen brings along from home: lists of papers and forms filled there."""

SENDING = """
"""
"""What is sent in, and whom the hall writes to."""

DIRECTORY = """
"""
"""Linked services and posts."""

REPLAY = """
ALTER TABLE estimate_error ADD COLUMN alone_ms REAL;
CREATE INDEX estimate_error_queue ON estimate_error(queue, business_date);
"""
"""Days looked at again: alone_ms is the error of what was learned alone; learned_ms is that of what was said, which
may lean on the simple rule.
"""

HEARD = """
"""
"""People besides the applicant whom a decision concerns."""

COUNTER = """
"""
"""What the counter and the desks keep besides."""

SCRIPTS = (SOUGHT, BOOKINGS, LISTS, SENDING, DIRECTORY, REPLAY, HEARD, COUNTER)
"""In the order of their steps."""
