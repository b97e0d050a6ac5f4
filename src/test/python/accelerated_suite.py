"""What SlipCover runs in acceleration_end_to_end.py: a suite that does to its sources what suites should not."""

import importlib
import importlib.util
import os
import sys
import threading


def main():
    probe, cache = os.environ["PROBE"], os.environ["ACCELERATE"]
    if cache != "no":
        sys.path.insert(0, probe)
        from slipcover_shard_probe import acceleration

        print("told:", acceleration.accelerate(None if cache == "without cache" else cache))
        sys.path.remove(probe)
        from slipcover import branch

        print("replaced:", "shard" in branch.preinstrument.__module__)
    sys.path.insert(0, os.getcwd())

    from shop import annotated, marked, prices

    for n in range(300):  # so often that SlipCover takes its probes out again, before Python 3.12
        prices.total([1, 2, n])
    annotated.Annotated().method(1)
    marked.checked(3)

    with open("shop/prices.py", "a") as source:
        source.write("\nif LIMIT:\n    LATER = 1\nelse:\n    LATER = 2\n")
    importlib.invalidate_caches()
    importlib.reload(prices)
    with open("shop/changing.py") as source:
        text = source.read()
    importlib.import_module("shop.changing").grow(1)
    with open("shop/changing.py", "w") as source:
        source.write("# pragma: no cover\n" + text)
    importlib.import_module("shop.vanishing")
    os.unlink("shop/vanishing.py")

    exec(compile("if 1:\n    x = 2\n", "<exec>", "exec"), {})
    exec(compile("if 1:\n    x = 2\n", os.path.abspath("shop/executed.py"), "exec"), {})
    spec = importlib.util.spec_from_file_location("plugin", os.path.abspath("plugin.py"))
    spec.loader.exec_module(importlib.util.module_from_spec(spec))

    threads = [
        threading.Thread(target=importlib.import_module, args=("shop.parts.part%d" % (n % 8),))
        for n in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for name in ("broken", "nulls"):
        try:
            importlib.import_module("shop." + name)
        except (SyntaxError, ValueError) as error:
            print("not imported:", name, type(error).__name__)

    child = os.fork()
    if not child:
        importlib.import_module("shop.forked").in_child(1)
        os._exit(0)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
