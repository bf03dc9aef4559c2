import { ask } from "../../../shared/api";
import type { SignInMethods } from "../../../shared/contract";

export interface Credentials {
  readonly name: string;
  readonly password: string;
  /** The directory that knows the name and the password; not given: Nightingale does. */
  readonly directory?: string;
  readonly code?: string;
}

export function askMethods(signal: AbortSignal): Promise<SignInMethods> {
  return ask<SignInMethods>("/api/v1/sign-in", { signal });
}

export function signIn(credentials: Credentials): Promise<unknown> {
  return ask("/api/v1/session", { method: "POST", body: credentials });
}

export function signOut(): Promise<unknown> {
  return ask("/api/v1/session", { method: "DELETE" });
}

/** Only a place of ours: what the address names comes from whoever made the link. */
export function safePlace(asked: string | null): string {
  return asked && /^\/(?![/\\])/.test(asked) ? asked : "/instances";
}
