"""Mounts a FUSE file system that takes every request and answers none: a server that is gone. As root, on Linux.

Writes "mounted" to standard output, or why it cannot. Ends when standard input does: requests that wait then fail, and what
was killed meanwhile ends. Layouts: include/uapi/linux/fuse.h, protocol 7.31.
"""

import ctypes
import os
import struct
import sys
import threading

libc = ctypes.CDLL(None, use_errno=True)
folder = sys.argv[1].encode()


def serve(device):
    request = os.read(device, 1 << 17)  # FUSE_INIT, the only one that is answered
    unique = struct.unpack_from("=IIQ", request)[2]
    read_ahead = struct.unpack_from("=IIII", request, 40)[2]
    answer = struct.pack("=IIIIHHIIHHI", 7, 31, read_ahead, 0, 12, 10, 4096, 1, 0, 0, 0) + bytes(28)
    os.write(device, struct.pack("=IiQ", 16 + len(answer), 0, unique) + answer)
    print("mounted", flush=True)
    while True:
        os.read(device, 1 << 17)


try:
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
    if libc.mount(b"dead", folder, b"fuse.dead", 0, options) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
except OSError as error:
    sys.exit(print(f"cannot mount: {error}", flush=True))
threading.Thread(target=serve, args=(device,), daemon=True).start()
sys.stdin.read()
libc.umount2(folder, 2)  # MNT_DETACH
os._exit(0)
