"""The web process: the leader's page, its API, and what guards them."""
