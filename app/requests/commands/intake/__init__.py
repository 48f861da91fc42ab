"""Intake: from what somebody reports to a request with a promise, a first visit, and an engineer.

`report` says what can be told, `receive` writes it down (one transaction), and
`app.dispatching.commands.placement` finds who comes (outside any).
"""
