"""Flask and the worker composed: factory, sign-in, streams, migrations, due work."""
