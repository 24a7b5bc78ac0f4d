"""Of the threads of a web process, one at a time moves bytes of uploads.

A page needs a processor for some milliseconds. Twenty uploads at full speed would let
it wait for a second; taking turns they are as quick, as the disk is slower than one of
them. No one keeps the turn while waiting for a client.
"""

import threading

turn = threading.Lock()
