-- Append-only, as the other tables of what happened.
CREATE TRIGGER person_former_no_update BEFORE UPDATE ON person_former
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER person_former_no_delete BEFORE DELETE ON person_former
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
