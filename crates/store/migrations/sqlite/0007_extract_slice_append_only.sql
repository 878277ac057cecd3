-- Append-only, as the other tables of what happened.
CREATE TRIGGER extract_slice_no_update BEFORE UPDATE ON extract_slice
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER extract_slice_no_delete BEFORE DELETE ON extract_slice
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
