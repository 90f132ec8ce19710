"""Maps over gate voltage and temperature: from curves, or from arrays in files, to arrays with units."""
