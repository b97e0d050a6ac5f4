"""A small lending library: catalogue, members, loans, reservations, fines and notices."""
