"""The processes that make up the product: what is started, how, and what happens when one dies."""
