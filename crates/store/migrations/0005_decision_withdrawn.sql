-- Taking a decision back is an entry of its own: it names the decision (`seq`). Why is said with it, and may be said with a decision.
ALTER TABLE link_decision ADD COLUMN withdraws INTEGER;
ALTER TABLE link_decision ADD COLUMN reason TEXT NOT NULL DEFAULT '';
