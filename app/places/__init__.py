"""A gazetteer of the installation's own: addresses, streets and names, found without the internet."""
