"""The only code that speaks Twilio: its signatures, its requests, its markup, its REST client."""
