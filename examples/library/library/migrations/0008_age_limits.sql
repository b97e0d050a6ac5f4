ALTER TABLE titles ADD COLUMN minimum_age INTEGER NOT NULL DEFAULT 0;

UPDATE titles SET minimum_age = 6 WHERE kind = 'film';
