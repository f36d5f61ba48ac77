"""What leaves the hall: papers to desks on slips, results to applicants, and what they think of it."""
