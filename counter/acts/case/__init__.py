"""A case at the counter: opened, its applicant, its documents, its form, and what comes of it."""
