import { expect, test } from "vitest";
import { Problem } from "./problem";

const answer = (body: string, status: number): Response =>
  new Response(body, { status, headers: { "Content-Type": "application/problem+json" } });

test("a refusal keeps the server's words and names the fields", async () => {
  const told = {
    type: "https://onehour.example/problems/invalid",
    title: "Not valid",
    detail: "One field",
    errors: { q: ["Too long."] },
  };
  const problem = await Problem.of(answer(JSON.stringify(told), 422));
  expect([problem.status, problem.slug, problem.message, problem.detail]).toEqual([
    422,
    "invalid",
    "Not valid",
    "One field",
  ]);
  expect(problem.errors).toEqual({ q: ["Too long."] });
});

test.each(["", "<h1>Bad gateway</h1>", "[]", "null", '{"title": 7, "errors": "no"}'])(
  "a refusal of a proxy in between keeps its status: %j",
  async (body) => {
    const problem = await Problem.of(answer(body, 502));
    expect([problem.status, problem.message, problem.errors]).toEqual([502, "502", {}]);
  },
);
