"""The hall as its administrator arranges it: queues, windows, departments, desks."""
