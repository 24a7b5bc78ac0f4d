from customers.admin import customers, users  # noqa: F401
