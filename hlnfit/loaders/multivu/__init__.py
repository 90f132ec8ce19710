"""Parts of the Quantum Design MultiVu reader: header, columns, files without a resistance."""
