"""REST addresses of what spans rooms."""
