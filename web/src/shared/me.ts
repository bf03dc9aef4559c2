import { useQuery } from "@tanstack/react-query";
import { ask } from "./api";
import type { AccountItem, Me } from "./contract";

/** Who is signed in. */
export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: ({ signal }) => ask<Me>("/api/v1/me", { signal }), retry: false });
}

/** The accounts that the caller may see, with what they are in each. */
export function useAccounts() {
  return useQuery({ queryKey: ["accounts"], queryFn: ({ signal }) => ask<readonly AccountItem[]>("/api/v1/accounts", { signal }) });
}
