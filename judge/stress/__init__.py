"""Beyond the samples: inputs made from a problem's format, and what a program's runs on them tell without a key."""
