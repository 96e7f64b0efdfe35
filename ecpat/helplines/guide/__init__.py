"""“A child is worrying me”: questions, each answer a link to another page, and whom to call at the end."""
