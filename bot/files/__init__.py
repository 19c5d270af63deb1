"""YAML files that people write by hand: read with line numbers, and each slip named in Danish."""
