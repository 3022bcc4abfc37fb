"""Argo CD's API as far as deploying needs it: applications that are synced, watched and rolled back."""
