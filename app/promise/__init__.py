"""The promise watch: danger, alerts, rescues, what broke a promise, and the figures."""
