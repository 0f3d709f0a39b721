"""Google: how it is reached, and what its failures mean; shared by the adapters of every port."""
