ALTER TABLE members ADD COLUMN language TEXT NOT NULL DEFAULT 'en';

CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    member TEXT NOT NULL REFERENCES members (card),
    kind TEXT NOT NULL,
    loan INTEGER REFERENCES loans (id),
    due TEXT,
    written TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    sent TEXT
);
