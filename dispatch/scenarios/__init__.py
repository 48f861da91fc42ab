"""What may be requested next: drawn futures, each planned beside the present, and their vote."""
