CREATE TABLE closed_days (
    day TEXT PRIMARY KEY,
    reason TEXT NOT NULL
);
