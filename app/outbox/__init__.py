"""What goes out: subscriptions, notices, webhooks, and who may be told what."""
