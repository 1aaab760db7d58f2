"""The commands of `ivr`: each file is one of them, loaded only when it is called."""
