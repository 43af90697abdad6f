-- A list asks for the last failure of everybody who is not linked.
CREATE INDEX failures_by_id ON failures (school, cas_id);
