"""Slack in, commands out: what people type and press becomes a `Command`, kept before Slack is answered."""
