"""The way from an empty database to today's schema, step by step."""
