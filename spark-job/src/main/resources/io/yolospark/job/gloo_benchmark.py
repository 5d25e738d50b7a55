"""A rank of PyTorch's Gloo in `benchmark all-reduce`.

Says hello with the version of torch, reads "rank ranks host file" and joins the others, then reads lines of bytes, batches
and operations of a batch, and answers each with the nanoseconds that the operations took. Ends when its input does.
"""
import datetime
import fcntl
import os
import queue
import socket
import struct
import sys
import threading
import time

import torch
import torch.distributed as dist

SIOCGIFADDR = 0x8915
LINES = queue.Queue()


def read():
    for line in sys.stdin:
        LINES.put(line)
    os._exit(0)


def answer(text):
    print("answer", text, flush=True)


def interface(host):
    """The network interface that has the address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                reply = fcntl.ioctl(probe, SIOCGIFADDR, struct.pack("256s", name.encode()))
            except OSError:
                continue
            if socket.inet_ntoa(reply[20:24]) == socket.gethostbyname(host):
                return name
    raise SystemExit(f"no interface has the address of {host}")


def fill(buffer, values):
    for part in buffer.split(len(values)):
        part.copy_(values[: len(part)])


def main():
    threading.Thread(target=read, daemon=True).start()
    answer(torch.__version__)
    rank, ranks, host, file = LINES.get().split()
    rank, ranks = int(rank), int(ranks)
    os.environ["GLOO_SOCKET_IFNAME"] = interface(host)
    limit = datetime.timedelta(seconds=60)
    dist.init_process_group("gloo", init_method="file://" + file, rank=rank, world_size=ranks, timeout=limit)
    answer("ready")
    values = torch.randn(1 << 16, generator=torch.Generator().manual_seed(rank)) * 1e-3
    buffer = torch.empty(0)
    while True:
        size, batches, operations = map(int, LINES.get().split())
        if buffer.numel() != size // 4:
            buffer = torch.full((size // 4,), float(rank + 1))
            dist.all_reduce(buffer)
            assert bool((buffer == ranks * (ranks + 1) / 2).all()), "wrong sum"
        nanos = 0
        for _ in range(batches):
            fill(buffer, values)
            dist.barrier()
            start = time.perf_counter_ns()
            for _ in range(operations):
                dist.all_reduce(buffer)
            nanos += time.perf_counter_ns() - start
        answer(nanos)


main()
