import { useState, type SyntheticEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearchParams } from "react-router";
import { ApiError } from "../../../shared/api";
import { Field } from "../../../shared/Field";
import { Failure, Loaded } from "../../../shared/States";
import { useTitle } from "../../../shared/useTitle";
import { signInWithPasskey } from "../api/passkeys";
import { askMethods, safePlace, signIn } from "../api/signIn";

/** Name and password, the code where one is asked for, a passkey, or another's word. */
export function SignInPage() {
  useTitle("Sign in");
  const methods = useQuery({ queryKey: ["sign-in"], queryFn: ({ signal }) => askMethods(signal) });
  const client = useQueryClient();
  const navigate = useNavigate();
  const place = safePlace(useSearchParams()[0].get("to"));
  const [form, setForm] = useState({ name: "", password: "", code: "" });
  const onSuccess = () => {
    // What another person saw here is not this one's.
    client.clear();
    void navigate(place, { replace: true });
  };
  const byPassword = useMutation({ mutationFn: () => signIn({ name: form.name, password: form.password, ...(form.code ? { code: form.code } : {}) }), onSuccess });
  const byPasskey = useMutation({ mutationFn: signInWithPasskey, onSuccess });
  const needsCode = form.code !== "" || (byPassword.error instanceof ApiError && byPassword.error.kind === "second-factor-needed");
  const error = byPassword.error ?? byPasskey.error;

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    byPassword.mutate();
  }

  return (
    <main className="narrow">
      <h1>Nightingale</h1>
      <Loaded of={methods} what="the ways to sign in">
        {({ password, passkey, oidc, ldap }) => (
          <>
            {(password || ldap.length > 0) && (
              <form onSubmit={submit}>
                <Field label="Name"><input required autoComplete="username webauthn" autoCapitalize="none" spellCheck={false} value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} /></Field>
                <Field label="Password"><input required type="password" autoComplete="current-password" value={form.password} onChange={(event) => setForm({ ...form, password: event.target.value })} /></Field>
                {needsCode && <Field label="Code" hint="Six digits from your authenticator, or a recovery code."><input required inputMode="numeric" autoComplete="one-time-code" value={form.code} onChange={(event) => setForm({ ...form, code: event.target.value })} /></Field>}
                <button className="main" disabled={byPassword.isPending}>Sign in</button>
              </form>
            )}
            <div className="bar">
              {passkey && <button type="button" disabled={byPasskey.isPending} onClick={() => byPasskey.mutate()}>Sign in with a passkey</button>}
              {oidc.map((name) => <a key={name} className="button" href={`/sign-in/with/${encodeURIComponent(name)}?to=${encodeURIComponent(place)}`}>Sign in with {name}</a>)}
            </div>
            {error && <Failure error={error} />}
          </>
        )}
      </Loaded>
    </main>
  );
}
