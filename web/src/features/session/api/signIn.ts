import { ask } from "../../../shared/api";
import type { components } from "../../../shared/schema";

type SignIn = components["schemas"]["SignIn"];
type SignInMethods = components["schemas"]["SignInMethods"];

export function askMethods(signal: AbortSignal): Promise<SignInMethods> {
  return ask<SignInMethods>("/api/v1/sign-in", { signal });
}

export function signIn(credentials: SignIn): Promise<unknown> {
  return ask("/api/v1/session", { method: "POST", body: credentials });
}

export function signOut(): Promise<unknown> {
  return ask("/api/v1/session", { method: "DELETE" });
}

/** Only a place of ours: what the address names comes from whoever made the link. */
export function safePlace(asked: string | null): string {
  return asked && /^\/(?![/\\])/.test(asked) ? asked : "/instances";
}

/** Whether a place is a notebook's, which is no page of this document. */
export function isNotebook(place: string): boolean {
  return place.startsWith("/i/");
}
