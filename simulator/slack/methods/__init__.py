"""The Web API's methods, by family; importing this room fills the table."""

from simulator.slack.methods import chat, conversations, files, people, reactions, views
from simulator.slack.methods.base import METHODS, Method

__all__ = ["METHODS", "Method", "chat", "conversations", "files", "people", "reactions", "views"]
