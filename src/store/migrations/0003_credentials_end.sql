-- Until when the code of a login is good; those that were issued before this had no end.
ALTER TABLE credentials ADD COLUMN expires_at BIGINT;
