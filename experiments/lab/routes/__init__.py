"""What is served beside the pages: towns, downloads, uploads."""
