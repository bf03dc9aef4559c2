/** Shapes of endpoints that the OpenAPI document does not describe yet; once it does, `schema.ts` has them and this file goes. */

export type SystemRole = "researcher" | "auditor" | "operator";
export type MemberRole = "researcher" | "owner" | "auditor";

/** GET /api/v1/me */
export interface Me {
  readonly principal: string;
  readonly displayName: string;
  readonly role: SystemRole;
  readonly accounts: readonly { readonly id: string; readonly role: string }[];
  readonly signedInBy: string;
  /** The session's or the token's id; not a secret. */
  readonly credential: string;
  readonly endsAt: string | null;
  /** Null for a token. */
  readonly factors: Factors | null;
}

export interface Factors {
  readonly password: boolean;
  readonly passwordIsTemporary: boolean;
  readonly authenticator: boolean;
  readonly recoveryCodes: number;
  readonly passkeys: readonly { readonly id: string; readonly label: string; readonly createdAt: string }[];
}

/** GET /api/v1/sign-in */
export interface SignInMethods {
  readonly password: boolean;
  readonly passkey: boolean;
  readonly oidc: readonly string[];
  readonly ldap: readonly string[];
}

/** GET /api/v1/accounts */
export interface AccountItem {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  /** Null: no member, but one who sees all. */
  readonly role: MemberRole | null;
  readonly mayUse: boolean;
  readonly mayRun: boolean;
}

/** GET /api/v1/accounts/{id}/members */
export interface Members {
  readonly account: string;
  readonly members: readonly { readonly principal: string; readonly role: MemberRole }[];
}

/** GET and PUT /api/v1/accounts/{id}/permissions */
export interface Permissions {
  readonly terminals: boolean;
  readonly downloads: boolean;
  readonly uploads: boolean;
  readonly startOnOpen: boolean;
}

/** GET /api/v1/accounts/{id}/balance, with what it will have beside what the document has */
export interface Balance {
  readonly account: string;
  readonly name: string;
  readonly currency: string;
  readonly credit: number;
  readonly charged: number;
  readonly balance: number;
  readonly budget?: number | null;
  readonly chargedThisMonth?: number;
}

/** GET /api/v1/prices */
export interface Price {
  readonly target: string;
  readonly size: string;
  readonly market: "on-demand" | "spot";
  readonly currency: string;
  readonly hourly: number;
  /** For 730 hours. */
  readonly monthly: number;
  readonly since: string;
  readonly versions: readonly string[];
}

/** GET /api/v1/access */
export interface AccessItem {
  readonly at: string;
  /** Null: the node that is asked. */
  readonly node: string | null;
  readonly principal: string | null;
  /** The id of the token or session; null: none that was good. */
  readonly credential: string | null;
  readonly from: string | null;
  readonly method: string;
  readonly path: string;
  readonly operation: string | null;
  readonly status: number;
  readonly outcome: "allowed" | "refused" | "failed";
  readonly traceId: string;
}

/** GET /api/v1/tokens, with what it will have beside what the document has */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly accounts: readonly string[];
  readonly access?: "read" | "write";
  readonly label?: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

/** GET /api/v1/sessions */
export interface Session {
  readonly id: string;
  readonly person: string;
  readonly signedInBy: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly endsAt: string;
  readonly from: string | null;
  readonly browser: string | null;
  readonly isThis: boolean;
}

/** GET /api/v1/people */
export interface Person {
  readonly name: string;
  readonly displayName: string;
  readonly role: SystemRole;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly locked: boolean;
  readonly lockedOutUntil: string | null;
  readonly authenticator: boolean;
  readonly passkeys: number;
  /** The providers that the person signs in with. */
  readonly providers: readonly string[];
}

/** POST /api/v1/people and /api/v1/people/{name}/reset: the password is shown this once; null if one was given. */
export interface NewPerson {
  readonly person: Person;
  readonly password: string | null;
}

/** Every list that comes in pieces. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
