CREATE TABLE reservations (
    id INTEGER PRIMARY KEY,
    title INTEGER NOT NULL REFERENCES titles (id),
    member TEXT NOT NULL REFERENCES members (card),
    placed TEXT NOT NULL,
    state TEXT NOT NULL,
    barcode TEXT REFERENCES copies (barcode),
    collect_by TEXT
);

CREATE INDEX reservations_by_title ON reservations (title, state);
