"""The store, each test on SQLite and on a real PostgreSQL."""
