"""What `kyoso demo` runs on: the shipped contest as a site, and a scripted model, both over HTTP on loopback."""
