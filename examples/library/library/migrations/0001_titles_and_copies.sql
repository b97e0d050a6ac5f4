CREATE TABLE titles (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    author TEXT NOT NULL,
    year INTEGER NOT NULL,
    kind TEXT NOT NULL,
    isbn TEXT UNIQUE
);

CREATE TABLE copies (
    barcode TEXT PRIMARY KEY,
    title INTEGER NOT NULL REFERENCES titles (id),
    state TEXT NOT NULL DEFAULT 'available'
);

CREATE INDEX copies_by_title ON copies (title);
