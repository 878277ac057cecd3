-- The slices of a delivery that holds several: each by its keyed fingerprint, with its rows. What a newer delivery would replace.
CREATE TABLE extract_slice (
    extract_id INTEGER NOT NULL REFERENCES extract (id),
    slice_print BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (extract_id, slice_print)
);
CREATE INDEX extract_slice_by_print ON extract_slice (slice_print);
