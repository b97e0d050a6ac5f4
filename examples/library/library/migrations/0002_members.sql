CREATE TABLE members (
    card TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    born TEXT NOT NULL,
    membership TEXT NOT NULL,
    expires TEXT NOT NULL,
    email TEXT,
    suspended_until TEXT
);
