"""What slipcover-shard runs inside a chunk, beside the test runner. Standard library only."""
