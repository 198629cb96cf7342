"""Real servers for tests: PostgreSQL, a Redis-compatible server, SMTP, Celery, web."""
