from shop.prices import discount


def total(items):
    result = sum(items)
    while result > 100:
        result -= 1
    if discount(len(items)):
        result -= discount(len(items))
    return result
