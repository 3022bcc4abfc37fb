"""HTTP out: health, readiness and metrics, and the live page with its stream of what happens."""
