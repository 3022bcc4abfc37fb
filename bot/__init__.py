"""Subaku: the daemon that stands between people in Slack and the machinery that deploys."""
