-- People can be erased, and what is old is purged: numbers that were given once are never given again, so they are counted
-- instead of derived from the rows that are left.
ALTER TABLE schools ADD COLUMN users_given BIGINT NOT NULL DEFAULT 0;
ALTER TABLE schools ADD COLUMN failures_given BIGINT NOT NULL DEFAULT 0;
UPDATE schools SET
    users_given = (SELECT COALESCE(MAX(number), 0) FROM users WHERE users.school = schools.uai),
    failures_given = (SELECT COALESCE(MAX(number), 0) FROM failures WHERE failures.school = schools.uai);

-- What a rule of retention looks for.
CREATE INDEX failures_by_sight ON failures (school, seen_at);
CREATE INDEX users_by_departure ON users (school, vanished_at);
CREATE INDEX links_by_id ON links (school, cas_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);
