"""Media: pictures, PDFs, kites, share images, and where files are kept. Knows neither requests nor the database."""
