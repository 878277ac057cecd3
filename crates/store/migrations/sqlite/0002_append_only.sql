-- Append-only tables: a correction is a new entry. SQLite form; PostgreSQL has its own file when it comes.
CREATE TRIGGER extract_no_update BEFORE UPDATE ON extract
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER extract_no_delete BEFORE DELETE ON extract
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER extract_column_no_update BEFORE UPDATE ON extract_column
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER extract_column_no_delete BEFORE DELETE ON extract_column
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER extract_item_dropped_no_update BEFORE UPDATE ON extract_item_dropped
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER extract_item_dropped_no_delete BEFORE DELETE ON extract_item_dropped
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER extract_purpose_no_update BEFORE UPDATE ON extract_purpose
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER extract_purpose_no_delete BEFORE DELETE ON extract_purpose
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER finding_no_update BEFORE UPDATE ON finding
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER finding_example_no_update BEFORE UPDATE ON finding_example
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER finding_example_no_delete BEFORE DELETE ON finding_example
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER extract_withdrawal_no_update BEFORE UPDATE ON extract_withdrawal
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER extract_withdrawal_no_delete BEFORE DELETE ON extract_withdrawal
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER link_run_no_update BEFORE UPDATE ON link_run
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER link_run_no_delete BEFORE DELETE ON link_run
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER resolution_no_update BEFORE UPDATE ON resolution
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER resolution_no_delete BEFORE DELETE ON resolution
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER person_joined_no_update BEFORE UPDATE ON person_joined
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER person_joined_no_delete BEFORE DELETE ON person_joined
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER waiting_pair_no_update BEFORE UPDATE ON waiting_pair
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER waiting_pair_no_delete BEFORE DELETE ON waiting_pair
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER link_decision_no_update BEFORE UPDATE ON link_decision
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER link_decision_no_delete BEFORE DELETE ON link_decision
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER supported_no_update BEFORE UPDATE ON supported
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER supported_no_delete BEFORE DELETE ON supported
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER judgement_no_update BEFORE UPDATE ON judgement
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER judgement_no_delete BEFORE DELETE ON judgement
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER shield_no_update BEFORE UPDATE ON shield
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER shield_no_delete BEFORE DELETE ON shield
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- A chunk is never rewritten; it is deleted only after its key.
CREATE TRIGGER chunk_no_update BEFORE UPDATE ON chunk
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER chunk_no_delete BEFORE DELETE ON chunk
WHEN EXISTS (SELECT 1 FROM data_key WHERE data_key.extract_id = OLD.extract_id)
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER data_key_no_update BEFORE UPDATE ON data_key
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER installation_no_delete BEFORE DELETE ON installation
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
