"""The simulated telephone network: its own process, reached over HTTP alone.

It stands in for Twilio's Voice and Messaging and imports nothing of the product.
"""
