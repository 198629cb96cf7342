"""What every named constraint refuses: one module for each app, joined in test_constraints."""
