"""Who a profile address names: one canonical identity from any form, and the words that name nobody."""
