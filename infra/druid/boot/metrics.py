#!/usr/bin/python3
"""Takes the metrics that Druid emits over HTTP on this machine and tells CloudWatch, once a minute, those that alarms need.

Values are kept apart (rounded to three digits), so that CloudWatch can compute percentiles. What cannot be told is dropped, never queued:
a metric is worth less than the memory of a data node.
"""
import argparse
import collections
import http.server
import json
import math
import os
import subprocess
import tempfile
import threading

# Druid's names, and the units of CloudWatch.
WANTED = {
    "ingest/kafka/lag": "Count",
    "ingest/kafka/maxLag": "Count",
    "ingest/events/unparseable": "Count",
    "ingest/events/thrownAway": "Count",
    "segment/unavailable/count": "Count",
    "segment/underReplicated/count": "Count",
    "segment/usedPercent": "None",
    "task/failed/count": "Count",
    "task/pending/count": "Count",
    "task/waiting/count": "Count",
    "taskSlot/idle/count": "Count",
    "query/time": "Milliseconds",
    "sqlQuery/time": "Milliseconds",
    "query/failed/count": "Count",
    "query/timeout/count": "Count",
    "jvm/heap/percent": "Percent",
}
MOST_VALUES = 150
MOST_DATA = 500


class Minute:
    """What was emitted since the last time that CloudWatch was told."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = collections.defaultdict(collections.Counter)
        self.heap = {}

    def add(self, event):
        name, value, service = event.get("metric"), event.get("value"), event.get("service")
        if event.get("feed") != "metrics" or not isinstance(value, (int, float)) or not math.isfinite(value):
            return
        with self.lock:
            if event.get("memKind") == "heap" and name in ("jvm/mem/used", "jvm/mem/max"):
                self.add_heap(event, name, value, service)
            elif name in WANTED:
                self.counts[(service, name)][rounded(value)] += 1

    def add_heap(self, event, name, value, service):
        process = (service, event.get("host"))
        self.heap.setdefault(process, {})[name] = value
        both = self.heap[process]
        if len(both) == 2 and both["jvm/mem/max"] > 0:
            percent = 100 * both["jvm/mem/used"] / both["jvm/mem/max"]
            self.counts[(service, "jvm/heap/percent")][rounded(percent)] += 1
            del self.heap[process]

    def take(self):
        with self.lock:
            counts, self.counts = self.counts, collections.defaultdict(collections.Counter)
        return counts


def rounded(value):
    return float(f"{value:.3g}")


def data_of(counts, platform):
    """Metric data as PutMetricData takes them: at most 150 different values each."""
    for (service, name), counter in counts.items():
        values = sorted(counter.items())
        for start in range(0, len(values), MOST_VALUES):
            part = values[start : start + MOST_VALUES]
            yield {
                "MetricName": name,
                "Unit": WANTED[name],
                "Dimensions": [{"Name": "Platform", "Value": platform}, {"Name": "Service", "Value": service}],
                "Values": [value for value, _ in part],
                "Counts": [count for _, count in part],
            }


def tell(data, region):
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump(data, file)
    command = ["aws", "--region", region, "cloudwatch", "put-metric-data", "--namespace", "Millrace/Druid"]
    try:
        subprocess.run([*command, "--metric-data", f"file://{file.name}"], timeout=45, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        print(f"{len(data)} metrics were not told: {error}", flush=True)
    finally:
        os.unlink(file.name)


def handler_of(minute):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            try:
                for event in json.loads(body):
                    minute.add(event)
                self.send_response(200)
            except (ValueError, AttributeError, TypeError):
                self.send_response(400)
            self.end_headers()

        def log_message(self, *_):
            pass

    return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--region", required=True)
    parser.add_argument("--platform", required=True)
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--period", type=float, default=60, help="seconds")
    given = parser.parse_args()
    minute = Minute()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", given.port), handler_of(minute))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while True:
        threading.Event().wait(given.period)
        data = list(data_of(minute.take(), given.platform))
        for start in range(0, len(data), MOST_DATA):
            tell(data[start : start + MOST_DATA], given.region)


if __name__ == "__main__":
    main()
