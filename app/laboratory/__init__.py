"""Past days as the laboratory plays them again, and what they teach about demand."""
