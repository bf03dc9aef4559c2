import { useQuery } from "@tanstack/react-query";
import { ask } from "./api";
import type { components } from "./schema";

export type Me = components["schemas"]["Me"];
export type Factors = components["schemas"]["Factors"];
type Account = components["schemas"]["Account"];

/** Who is signed in. */
export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: ({ signal }) => ask<Me>("/api/v1/me", { signal }), retry: false });
}

/** The accounts that the caller may see, with what they are in each. */
export function useAccounts() {
  return useQuery({ queryKey: ["accounts"], queryFn: ({ signal }) => ask<readonly Account[]>("/api/v1/accounts", { signal }) });
}
