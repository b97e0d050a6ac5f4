CREATE TABLE fines (
    id INTEGER PRIMARY KEY,
    member TEXT NOT NULL REFERENCES members (card),
    day TEXT NOT NULL,
    charge TEXT NOT NULL,
    cents INTEGER NOT NULL CHECK (cents > 0),
    settled INTEGER NOT NULL DEFAULT 0 CHECK (settled BETWEEN 0 AND cents)
);
