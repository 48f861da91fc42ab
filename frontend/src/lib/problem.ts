/** What the server refused, as RFC 9457 tells it. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly slug: string,
    title: string,
    readonly detail: string,
    /** Messages by the field that they concern. */
    readonly errors: Readonly<Record<string, readonly string[]>> = {},
  ) {
    super(title);
  }

  /** Read a refusal; what is not a problem document keeps its status. */
  static async of(response: Response): Promise<Problem> {
    const told: unknown = await response.json().catch(() => null);
    const text = (name: string): string => {
      const value = typeof told === "object" && told !== null ? Reflect.get(told, name) : undefined;
      return typeof value === "string" ? value : "";
    };
    const slug = text("type").split("/").at(-1) ?? "";
    return new Problem(
      response.status,
      slug,
      text("title") || response.statusText || String(response.status),
      text("detail"),
      fieldErrors(told),
    );
  }
}

function fieldErrors(told: unknown): Record<string, string[]> {
  const errors: unknown = typeof told === "object" && told !== null ? Reflect.get(told, "errors") : null;
  if (typeof errors !== "object" || errors === null) return {};
  return Object.fromEntries(
    Object.entries(errors).map(([field, messages]) => [
      field,
      (Array.isArray(messages) ? messages : [messages]).map(String),
    ]),
  );
}
