"""Does the work of one case with another library: peer.py LIBRARY CASE INPUTS THREADS.

LIBRARY is a module beside this one, CASE an object of JSON, INPUTS a folder of .npy files. Commands and answers are those
of Worker.java, but for `inputs`. A library that does not know the case, or is not installed, answers {"refused": why}.
"""

import importlib
import json
import os
import sys
import time

SHORTEST = 50_000
LONGEST = 1_000_000


class Inputs:
    """The arrays of the case, read when they are asked for."""

    def __init__(self, folder):
        self.folder = folder

    def names(self):
        return sorted(name[: -len(".npy")] for name in os.listdir(self.folder))

    def __getitem__(self, name):
        import numpy

        return numpy.load(os.path.join(self.folder, name + ".npy"))


def peak_memory():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return 0


class Stopwatch:
    """As Stopwatch.java, so that both are measured alike."""

    def __init__(self, step):
        self.step = step
        self.batch = 1

    def sample(self, steps):
        step = self.step
        start = time.perf_counter_ns()
        for _ in range(steps):
            step()
        return time.perf_counter_ns() - start

    def run(self, steps):
        return [(1, self.sample(1)) for _ in range(steps)]

    def time(self, seconds):
        samples = []
        end = time.perf_counter_ns() + int(seconds * 1e9)
        while True:
            nanos = self.sample(self.batch)
            samples.append((self.batch, nanos))
            if nanos < SHORTEST:
                self.batch *= 2
            elif nanos > LONGEST and self.batch > 1:
                self.batch //= 2
            if time.perf_counter_ns() >= end:
                return samples


def main():
    library, case, folder, threads = sys.argv[1:5]
    case = json.loads(case)
    try:
        module = importlib.import_module(library)
        workload = module.workload(case, Inputs(folder), int(threads))
    except ImportError as error:
        workload = None
        print(json.dumps({"refused": str(error)}), flush=True)
        return
    if workload is None:
        print(json.dumps({"refused": "unknown case"}), flush=True)
        return
    step, result = workload
    print("{}", flush=True)
    stopwatch = Stopwatch(step)
    for line in sys.stdin:
        command, argument = line.split()
        samples = stopwatch.run(int(argument)) if command == "run" else stopwatch.time(float(argument))
        answer = {
            "steps": [steps for steps, _ in samples],
            "nanos": [nanos for _, nanos in samples],
            "result": float(result()),
            "memory": peak_memory(),
        }
        print(json.dumps(answer), flush=True)


main()
