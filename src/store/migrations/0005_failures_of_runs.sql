-- What the last run said of a failure: its reason, and the numbers of the users that it may be about, as a JSON list. A first
-- connection links none of them until the failure is closed.
ALTER TABLE failures ADD COLUMN run_reason TEXT;
ALTER TABLE failures ADD COLUMN contested TEXT NOT NULL DEFAULT '[]';
