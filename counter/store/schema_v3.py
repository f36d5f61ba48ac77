"""What the keys of the house need: one script per step of store/schema.py."""

POLICY = ""
"""Values of the written policy that a hall has of its own."""

PRINTERS = ""
"""The printers that a hall has."""

ACCOUNTS = ""
"""What becomes of a password and of who guesses it."""

CLOCK = ""
"""How far the hall's clock may leap."""

PROOF = ""
"""What binds every row to the act that wrote it."""

DOOR = """
CREATE TABLE door_session (
  token BLOB PRIMARY KEY CHECK (length(token) = 32),
  shift INTEGER NOT NULL REFERENCES shift(id),
  uid INTEGER NOT NULL, begun_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX door_session_shift ON door_session(shift);
"""
"""Who is signed in at the keeper's door."""

HOUSE = ""
"""What an administrator keeps of people and rooms."""

COPIES = ""
"""What was copied out of the hall, where and when."""

SCRIPTS = (POLICY, PRINTERS, ACCOUNTS, CLOCK, PROOF, DOOR, HOUSE, COPIES)
"""In the order of their steps."""
