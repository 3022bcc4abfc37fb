"""Slack on loopback: the Web API, Socket Mode, response URLs, and the hands of the people who use it."""
