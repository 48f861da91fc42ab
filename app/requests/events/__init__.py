"""What is recorded of requests, their visits and the offers of those."""
