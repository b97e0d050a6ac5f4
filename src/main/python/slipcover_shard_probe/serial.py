"""Becomes the process of the whole suite: plain SlipCover and behave, and nothing of ours in it.

Started with -I -S, so that nothing of the project is imported before: SETTINGS COMMAND... What has to be
done from inside the process is done, and the command takes its place.
"""

import json
import os
import sys


def main(settings, command):
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from slipcover_shard_probe import startup
    from slipcover_shard_probe.errors import Refused

    startup.die_with_parent(settings["parent"])
    os.setpgid(0, 0)
    try:
        startup.copy_template(settings)
    except Refused as refusal:
        sys.exit("slipcover-shard: %s" % refusal)
    os.execv(command[0], command)


main(json.loads(sys.argv[1]), sys.argv[2:])
