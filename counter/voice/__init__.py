"""What says a call aloud: a machine's voice or recorded words, and what plays them."""
