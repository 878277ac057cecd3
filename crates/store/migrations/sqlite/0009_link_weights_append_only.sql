-- Append-only, as the other tables of what happened.
CREATE TRIGGER link_weights_no_update BEFORE UPDATE ON link_weights
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER link_weights_no_delete BEFORE DELETE ON link_weights
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
