-- What a municipality took in, found out and decided. Common subset of SQLite and PostgreSQL; dates are ISO text.
-- Values of delivered cells stand only inside sealed chunks; here stand ids, positions, counts, scores and fingerprints.

-- One row: the key of fingerprints, wrapped by the master key (it also proves that the right master key is in use).
CREATE TABLE installation (
    id INTEGER PRIMARY KEY,
    wrapped BLOB NOT NULL
);

-- One delivery of a source (抽出データ). Its slice is named by a keyed fingerprint; the words stand in the sealed manifest.
CREATE TABLE extract (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    system TEXT NOT NULL,
    owner TEXT NOT NULL,
    file TEXT NOT NULL,
    size BIGINT NOT NULL,
    hash BLOB NOT NULL,
    encoding TEXT NOT NULL,
    as_of TEXT NOT NULL,
    as_of_given INTEGER NOT NULL,
    delivered_on TEXT NOT NULL,
    made_by TEXT NOT NULL,
    delivery TEXT NOT NULL,
    slice_print BIGINT NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_admitted BIGINT NOT NULL,
    rows_refused BIGINT NOT NULL,
    config_hash BLOB NOT NULL
);
CREATE INDEX extract_by_hash ON extract (source, hash);
CREATE INDEX extract_by_slice ON extract (source, slice_print, as_of);

-- Stored columns: which item, of whom, in which part. Headers stand in the sealed manifest.
CREATE TABLE extract_column (
    extract_id INTEGER NOT NULL REFERENCES extract (id),
    ordinal INTEGER NOT NULL,
    item TEXT,
    role INTEGER NOT NULL,
    part TEXT,
    PRIMARY KEY (extract_id, ordinal)
);

-- Items that were delivered and dropped, because no purpose allowed them that day.
CREATE TABLE extract_item_dropped (
    extract_id INTEGER NOT NULL REFERENCES extract (id),
    place INTEGER NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (extract_id, place)
);

-- Purposes that admitted the items of a delivery.
CREATE TABLE extract_purpose (
    extract_id INTEGER NOT NULL REFERENCES extract (id),
    purpose TEXT NOT NULL,
    PRIMARY KEY (extract_id, purpose)
);

-- What is wrong in a delivery (指摘), counted. Its words stand in the sealed manifest.
CREATE TABLE finding (
    extract_id INTEGER NOT NULL REFERENCES extract (id),
    place INTEGER NOT NULL,
    severity TEXT NOT NULL,
    kind TEXT NOT NULL,
    cells BIGINT NOT NULL,
    PRIMARY KEY (extract_id, place)
);
CREATE TABLE finding_example (
    extract_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    example INTEGER NOT NULL,
    record_no BIGINT NOT NULL,
    line_no BIGINT NOT NULL,
    column_no INTEGER NOT NULL,
    PRIMARY KEY (extract_id, place, example),
    FOREIGN KEY (extract_id, place) REFERENCES finding (extract_id, place)
);

-- The key of a delivery, wrapped by the master key. Dropping the row is the certified deletion of the delivery.
CREATE TABLE data_key (
    extract_id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    wrapped BLOB NOT NULL
);

-- Sealed column chunks. Negative ordinals: -1 record numbers, -2 manifest, -3 slices of rows.
CREATE TABLE chunk (
    extract_id INTEGER NOT NULL REFERENCES extract (id) DEFERRABLE INITIALLY DEFERRED,
    ordinal INTEGER NOT NULL,
    chunk_no INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (extract_id, ordinal, chunk_no)
);

-- A delivery taken back (取下げ).
CREATE TABLE extract_withdrawal (
    extract_id INTEGER PRIMARY KEY REFERENCES extract (id),
    made_by TEXT NOT NULL,
    made_on TEXT NOT NULL
);

-- One run of 名寄せ and what it found.
CREATE TABLE link_run (
    id INTEGER PRIMARY KEY,
    made_on TEXT NOT NULL,
    config_hash BLOB NOT NULL,
    next_person BIGINT NOT NULL
);
CREATE TABLE resolution (
    run_id INTEGER NOT NULL REFERENCES link_run (id),
    extract_id INTEGER NOT NULL REFERENCES extract (id),
    role INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (run_id, extract_id, role)
);
CREATE INDEX resolution_by_extract ON resolution (extract_id, role, run_id);
CREATE TABLE person_joined (
    run_id INTEGER NOT NULL REFERENCES link_run (id),
    person BIGINT NOT NULL,
    into_person BIGINT NOT NULL,
    PRIMARY KEY (run_id, person)
);
CREATE TABLE waiting_pair (
    run_id INTEGER NOT NULL REFERENCES link_run (id),
    place INTEGER NOT NULL,
    left_extract INTEGER NOT NULL,
    left_role INTEGER NOT NULL,
    left_row BIGINT NOT NULL,
    left_key BIGINT NOT NULL,
    right_extract INTEGER NOT NULL,
    right_role INTEGER NOT NULL,
    right_row BIGINT NOT NULL,
    right_key BIGINT NOT NULL,
    weight INTEGER NOT NULL,
    PRIMARY KEY (run_id, place)
);

-- What people decided about two records (名寄せ判定); the newest about a pair holds.
CREATE TABLE link_decision (
    seq INTEGER PRIMARY KEY,
    left_key BIGINT NOT NULL,
    right_key BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_on TEXT NOT NULL
);
CREATE INDEX link_decision_by_pair ON link_decision (left_key, right_key);

-- Persons somebody already supports (支援中), from a list a person imported; the newest about a person and list holds.
CREATE TABLE supported (
    seq INTEGER PRIMARY KEY,
    person BIGINT NOT NULL,
    since TEXT,
    until TEXT,
    list TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_on TEXT NOT NULL
);

-- Judgements of named persons about a child, and what came of them (判断と結果).
CREATE TABLE judgement (
    seq INTEGER PRIMARY KEY,
    person BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    rule TEXT NOT NULL,
    verdict TEXT NOT NULL,
    outcome TEXT,
    outcome_on TEXT,
    made_by TEXT NOT NULL,
    made_on TEXT NOT NULL
);

-- 支援措置: who is shielded, by person or by the record that carried the flag; lifting one is an entry of its own.
CREATE TABLE shield (
    seq INTEGER PRIMARY KEY,
    person BIGINT,
    record_key BIGINT,
    lifted INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made_on TEXT NOT NULL
);

-- Who did what for which purpose (証跡); each entry seals the one before.
CREATE TABLE trail (
    seq INTEGER PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    who TEXT NOT NULL,
    duty TEXT NOT NULL,
    purpose TEXT NOT NULL,
    action TEXT NOT NULL,
    what TEXT NOT NULL,
    subjects BIGINT NOT NULL,
    output_hash BLOB NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL
);
