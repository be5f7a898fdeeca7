"""Set-up, supervisor and local servers: standard library only, so that they run before anything is installed."""
