"""What readers are given and others may be given again: pages, pieces and files, kept while they are true."""
