"""What one page or answer of the office gathers from many rooms: board, request, files of people."""
