-- What a service keeps, in SQL that SQLite and PostgreSQL both read: moments are milliseconds since 1970 (UTC), yes and
-- no are 1 and 0, numbers are given by the program, within a school.

CREATE TABLE schools (
    uai TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- The configuration file in force, and the rules by name or as a file.
    configuration TEXT NOT NULL,
    rules TEXT NOT NULL,
    -- Grows with every change of anything in the school: who has an older one has to look again.
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    imported_at BIGINT
);

-- The PRONOTE base. Whoever is in it no more is kept with a link until purged.
CREATE TABLE users (
    school TEXT NOT NULL REFERENCES schools (uai),
    number BIGINT NOT NULL,
    idpn TEXT NOT NULL,
    profiles TEXT NOT NULL,
    family TEXT NOT NULL,
    given TEXT NOT NULL,
    birth_family TEXT NOT NULL,
    other_given TEXT NOT NULL,
    -- yyyy-mm-dd, or empty; the postcode is as the engine packs it.
    birth_date TEXT NOT NULL,
    postcode BIGINT NOT NULL,
    sex TEXT NOT NULL,
    schools TEXT NOT NULL,
    responsibility TEXT NOT NULL,
    other_address BIGINT NOT NULL,
    source TEXT NOT NULL,
    line BIGINT NOT NULL,
    flaws BIGINT NOT NULL,
    extras TEXT NOT NULL,
    vanished_at BIGINT,
    PRIMARY KEY (school, number)
);
CREATE INDEX users_by_idpn ON users (school, idpn);

-- Who answers for whom.
CREATE TABLE relations (
    school TEXT NOT NULL,
    child BIGINT NOT NULL,
    adult BIGINT NOT NULL,
    PRIMARY KEY (school, child, adult),
    FOREIGN KEY (school, child) REFERENCES users (school, number),
    FOREIGN KEY (school, adult) REFERENCES users (school, number)
);

-- One to one within a profile, whatever the program believes.
CREATE TABLE links (
    school TEXT NOT NULL,
    profile TEXT NOT NULL,
    cas_id TEXT NOT NULL,
    user_number BIGINT NOT NULL,
    basis TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (school, profile, cas_id),
    UNIQUE (school, profile, user_number),
    FOREIGN KEY (school, user_number) REFERENCES users (school, number)
);

-- The links of users who have vanished from the base: out of the way of others, and there again when the user is.
CREATE TABLE links_aside (
    school TEXT NOT NULL,
    profile TEXT NOT NULL,
    cas_id TEXT NOT NULL,
    user_number BIGINT NOT NULL,
    basis TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (school, profile, user_number),
    FOREIGN KEY (school, user_number) REFERENCES users (school, number)
);

-- People whom nobody could be found for. `asserted` is what the ENT sent, as JSON.
CREATE TABLE failures (
    school TEXT NOT NULL REFERENCES schools (uai),
    number BIGINT NOT NULL,
    cas_id TEXT,
    reason TEXT NOT NULL,
    profile TEXT,
    asserted TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Grows with every change: a decision names the one that it was taken on.
    version BIGINT NOT NULL,
    visits BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (school, number)
);
-- Somebody who comes back is the same failure.
CREATE UNIQUE INDEX failures_open_once ON failures (school, cas_id) WHERE closed_at IS NULL AND cas_id IS NOT NULL;
CREATE INDEX failures_by_state ON failures (school, state, opened_at);

-- What people typed on «Identification impossible».
CREATE TABLE corrections (
    school TEXT NOT NULL,
    failure BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    typed TEXT NOT NULL,
    outcome TEXT NOT NULL,
    typed_at BIGINT NOT NULL,
    PRIMARY KEY (school, failure, attempt),
    FOREIGN KEY (school, failure) REFERENCES failures (school, number)
);

-- What administrators did, with what it takes to take it back, as JSON.
CREATE TABLE decisions (
    school TEXT NOT NULL REFERENCES schools (uai),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    failure BIGINT,
    detail TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    undone_by TEXT,
    undone_at BIGINT,
    PRIMARY KEY (school, number)
);

-- Append-only, each entry with the hash of the one before; numbers, never names. The school is empty for what
-- concerns all of them.
CREATE TABLE audit (
    school TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (school, number)
);

-- The school is empty for those of all schools.
CREATE TABLE administrators (
    name TEXT NOT NULL PRIMARY KEY,
    school TEXT NOT NULL,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

-- Of visitors and administrators; by the hash of what their cookie says.
CREATE TABLE sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    school TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    csrf TEXT NOT NULL,
    data TEXT NOT NULL,
    -- The hash of the CAS ticket, by which the ENT ends the session.
    ticket TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_ticket ON sessions (ticket);

-- Of programs; by the hash of the token.
CREATE TABLE tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    school TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);

-- The login that a double authentication asks for once.
CREATE TABLE credentials (
    school TEXT NOT NULL,
    login TEXT NOT NULL,
    user_number BIGINT NOT NULL,
    code TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (school, login),
    FOREIGN KEY (school, user_number) REFERENCES users (school, number)
);
