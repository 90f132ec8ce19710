"""Reports of maps: figures over two axes, the map as a NetCDF file, and the page."""
