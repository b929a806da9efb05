"""The filter language of every list: `status:pending sender:"Ada Wong" sent<2d sort:-sent` (docs/filters.md)."""
