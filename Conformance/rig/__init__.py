"""What the parts of the suite share: the gateway under test, providers to stand behind it, a count of cases."""
