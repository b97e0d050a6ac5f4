from shop import cart2


def total(items):
    items = list(items)
    for item in items:
        if item == 3:
            continue
        if item < 0:
            break
    else:
        return cart2.total(items)
    return None
