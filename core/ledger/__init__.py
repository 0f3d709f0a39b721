"""The ledger: what may be spent, what is reserved, what was paid. See `core.ledger.ledger`."""
