CREATE TABLE loans (
    id INTEGER PRIMARY KEY,
    barcode TEXT NOT NULL REFERENCES copies (barcode),
    member TEXT REFERENCES members (card),
    lent TEXT NOT NULL,
    due TEXT NOT NULL,
    renewals INTEGER NOT NULL DEFAULT 0,
    returned TEXT
);

CREATE UNIQUE INDEX one_open_loan_per_copy ON loans (barcode) WHERE returned IS NULL;
CREATE INDEX loans_by_member ON loans (member);
