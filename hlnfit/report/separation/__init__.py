"""Tables, figures and page of a separation of localization and interaction."""
