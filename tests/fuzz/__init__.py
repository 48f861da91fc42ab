"""Every operation of the served OpenAPI document, called with data nobody thought of (`./run fuzz`)."""
