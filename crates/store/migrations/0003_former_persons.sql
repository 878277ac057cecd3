-- The records of persons that were found to be one with an older one, and the id that ended: it comes back when they are split.
CREATE TABLE person_former (
    run_id INTEGER NOT NULL REFERENCES link_run (id),
    record_key BIGINT NOT NULL,
    person BIGINT NOT NULL,
    PRIMARY KEY (run_id, record_key)
);
