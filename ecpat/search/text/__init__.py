"""What readers type: analysed, corrected, widened, completed, and marked in what is found."""
