"""The ways to deploy: one file each, behind one small Protocol (`bot.drivers.base`)."""
