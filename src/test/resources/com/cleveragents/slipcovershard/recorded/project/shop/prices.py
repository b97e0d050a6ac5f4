def discount(count):
    if count > 10:
        return 20
    if count > 5:
        return 10
    return 0


def unused(prices):
    total = 0
    # Lines without code between missed ones belong to the range.

    for price in prices:
        if price < 0:
            raise ValueError("negative")
        total += price
    return total
