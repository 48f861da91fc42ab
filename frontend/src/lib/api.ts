import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "../api/schema";
import { Problem } from "./problem";

/** The page's own token, which a write under its cookie must carry. */
function formToken(): string {
  return document.querySelector<HTMLInputElement>("input[name=csrf_token]")?.value ?? "";
}

const guarded: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRFToken", formToken());
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await Problem.of(response);
    return response;
  },
};

/** The API as the page's own account sees it; every refusal is thrown as a `Problem`. */
export const api = createClient<paths>({ baseUrl: window.location.origin, credentials: "same-origin" });
api.use(guarded);
