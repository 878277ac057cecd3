-- The weights of 名寄せ that were learned in a run and hold until they are learned anew: shares, no value of a record.
CREATE TABLE link_weights (
    run_id INTEGER PRIMARY KEY REFERENCES link_run (id),
    weights TEXT NOT NULL
);
