import type { components } from "./schema";

type ProblemDetails = components["schemas"]["Problem"];

/** What went wrong, in the words of the server or, where none came, in ours. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly kind: string,
    readonly fields: Readonly<Record<string, readonly string[]>>,
    readonly traceId: string | null,
  ) {
    super(detail);
  }

  /** Nothing came back at all. */
  get offline(): boolean {
    return this.status === 0;
  }
}

interface Ask {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Makes a repetition one command. */
  readonly key?: string;
}

/** Asks the API and reads the JSON that it answers. */
export async function ask<T>(path: string, { method = "GET", body, signal, key }: Ask = {}): Promise<T> {
  const headers = new Headers({ Accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (key) headers.set("Idempotency-Key", key);
  const answer = await send(path, { method, headers, body: body === undefined ? null : JSON.stringify(body), signal: signal ?? null });
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** Asks for plain text. */
export async function askText(path: string, signal?: AbortSignal): Promise<string> {
  return (await send(path, { signal: signal ?? null })).text();
}

/** A query string of what is given. */
export function query(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

async function send(path: string, request: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, { ...request, credentials: "same-origin" });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new ApiError(0, "No connection.", "The server does not answer. Check your connection; this page goes on by itself when it is back.", "offline", {}, null);
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

async function problemOf(answer: Response): Promise<ApiError> {
  const told = answer.headers.get("Content-Type")?.startsWith("application/problem+json") ? ((await answer.json()) as ProblemDetails) : null;
  return new ApiError(
    answer.status,
    told?.title ?? "The server answered with an error.",
    told?.detail ?? `The answer was ${answer.status} without a reason. Try again, and if it stays tell an operator.`,
    told?.type.split(":").at(-1) ?? "unknown",
    told?.errors ?? {},
    told?.traceId ?? null,
  );
}
