"""HTTP out: health, readiness and metrics."""
