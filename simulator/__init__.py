"""A workspace and a cloud on loopback: Slack, AWS and a registry to demonstrate, test and play on.

Nothing here imports the bot; the bot reaches it by its addresses alone.
"""
