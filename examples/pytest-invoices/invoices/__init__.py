"""Invoices of a small workshop: amounts, due dates, a store, and a command line."""
