"""A complete sample network: `load_demo`, and the inbox that shows what the demo's mail server got.

Deletable: nothing imports it.
"""
