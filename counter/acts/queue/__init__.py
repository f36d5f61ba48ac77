"""Tickets: taken, called, waited for, looked at; appointments; the business day."""
