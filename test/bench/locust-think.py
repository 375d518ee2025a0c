"""Users of capacity-cross.ts in Locust: think, then one request. Its own percentiles are rounded, so each time is kept."""

import json
import os
import random

import gevent
from locust import FastHttpUser, between, events, task

times_ms = []


class User(FastHttpUser):
    wait_time = between(0.5, 1.5)

    def on_start(self):
        gevent.sleep(random.uniform(0.5, 1.5))

    @task
    def work(self):
        self.client.get("/api/work")


@events.request.add_listener
def keep(response_time, exception, **_):
    if exception is None:
        times_ms.append(response_time)


@events.quitting.add_listener
def write(**_):
    times_ms.sort()
    at = lambda share: times_ms[max(0, -(-len(times_ms) * share // 100) - 1)]
    with open(os.environ["FIGURES_FILE"], "w") as file:
        json.dump({"requests": len(times_ms), "p50": at(50), "p95": at(95), "p99": at(99)}, file)
