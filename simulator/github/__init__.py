"""GitHub's REST API as far as deploying needs it: commits, checks, workflows and their runs."""
