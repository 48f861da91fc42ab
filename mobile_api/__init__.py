"""The engineer's phone: `/mobile/v1`.

Every write is a message with an event id and the phone's own time; `app.visits.commands.field` judges it.
`mobile_api.client` is what runs on a phone and needs nothing of the server.
"""
