"""The Lambda function that tells the bot of a deployment that waits for a person. It imports nothing of the bot's."""
