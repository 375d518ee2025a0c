"""The flow of flow-cost.ts in Locust."""

from random import randint

from locust import FastHttpUser, constant, task


class User(FastHttpUser):
    wait_time = constant(0)

    @task
    def flow(self):
        with self.client.post("/login", json={"user": "user-1", "password": "secret"}, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure("status")
            token = answer.json()["token"]
        headers = {"authorization": "Bearer " + token}
        with self.client.get("/items", headers=headers, catch_response=True) as answer:
            if answer.json()["items"][0]["id"] != 1:
                answer.failure("first item")
        item = {"item": str(randint(1, 10))}
        with self.client.post("/orders", json=item, headers=headers, catch_response=True) as answer:
            if answer.status_code != 201:
                answer.failure("status")
            order = answer.json()["id"]
        with self.client.get(f"/orders/{order}", headers=headers, name="/orders/:id", catch_response=True) as answer:
            if "paid" not in answer.text:
                answer.failure("not paid")
