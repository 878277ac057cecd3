//! Running the cases beside a rule: small facts are made into deliveries, folded by the ledger, screened, and compared.
