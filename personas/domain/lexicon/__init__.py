"""The words job titles are read by, one file per question asked of a title."""
