-- Taking a decision back is an entry of its own: it names the decision (`seq`) and says why. Empty and NULL for decisions themselves.
ALTER TABLE link_decision ADD COLUMN withdraws INTEGER;
ALTER TABLE link_decision ADD COLUMN reason TEXT NOT NULL DEFAULT '';
