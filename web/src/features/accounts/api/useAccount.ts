import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../shared/api";
import type { components } from "../../../shared/schema";

export type Balance = components["schemas"]["Balance"];
export type MemberRole = components["schemas"]["MemberRole"];
export type Permissions = components["schemas"]["Permissions"];
type Members = components["schemas"]["Members"];

const address = (id: string, what: string) => `/api/v1/accounts/${encodeURIComponent(id)}/${what}`;

export function useBalance(id: string) {
  return useQuery({ queryKey: ["account", id, "balance"], queryFn: ({ signal }) => ask<Balance>(address(id, "balance"), { signal }) });
}

export function useMembers(id: string) {
  return useQuery({ queryKey: ["account", id, "members"], queryFn: ({ signal }) => ask<Members>(address(id, "members"), { signal }) });
}

export function usePermissions(id: string) {
  return useQuery({ queryKey: ["account", id, "permissions"], queryFn: ({ signal }) => ask<Permissions>(address(id, "permissions"), { signal }) });
}

export type Change =
  | { readonly kind: "member"; readonly principal: string; readonly role: MemberRole }
  | { readonly kind: "no-member"; readonly principal: string }
  | { readonly kind: "permissions"; readonly permissions: Permissions }
  | { readonly kind: "budget"; readonly monthly: number | null };

/** Changes an account; what pages show of it is read anew. */
export function useChange(id: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (change: Change) => send(id, change), onSuccess: () => client.invalidateQueries({ queryKey: ["account", id] }) });
}

function send(id: string, change: Change): Promise<unknown> {
  const key = crypto.randomUUID();
  switch (change.kind) {
    case "member": return ask(address(id, `members/${encodeURIComponent(change.principal)}`), { method: "PUT", body: { role: change.role }, key });
    case "no-member": return ask(address(id, `members/${encodeURIComponent(change.principal)}`), { method: "DELETE", key });
    case "permissions": return ask(address(id, "permissions"), { method: "PUT", body: change.permissions, key });
    case "budget": return ask(address(id, "budget"), { method: "PUT", body: { monthly: change.monthly }, key });
  }
}
