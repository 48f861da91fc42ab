"""A city's whole day, played on a running server over HTTP alone.

Nothing here imports a service, a model or a session: what the demonstration can do, any integration can.
"""
