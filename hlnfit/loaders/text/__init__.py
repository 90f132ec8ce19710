"""Parts of the delimited-text reader: dialect, header, columns, matrices."""
