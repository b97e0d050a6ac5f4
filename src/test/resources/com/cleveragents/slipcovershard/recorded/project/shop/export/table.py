SEPARATOR = " | "


def row(*cells):
    if not cells:
        return ""
    return SEPARATOR.join(str(cell) for cell in cells)


def show(cells):
    if len(cells) > 1:
        print(row(*cells))
