import { useState, type SyntheticEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearchParams } from "react-router";
import { ApiError, query } from "../../../shared/api";
import { Field } from "../../../shared/Field";
import { Failure, Loaded } from "../../../shared/States";
import { useTitle } from "../../../shared/useTitle";
import { signInWithPasskey } from "../api/passkeys";
import { askMethods, isNotebook, safePlace, signIn } from "../api/signIn";

/** Name and password, the code where one is asked for, a passkey, or another's word. */
export function SignInPage() {
  useTitle("Sign in");
  const methods = useQuery({ queryKey: ["sign-in"], queryFn: ({ signal }) => askMethods(signal) });
  const client = useQueryClient();
  const navigate = useNavigate();
  const place = safePlace(useSearchParams()[0].get("to"));
  const [form, setForm] = useState({ name: "", password: "", directory: "", code: "" });
  const onSuccess = () => {
    // What another person saw here is not this one's.
    client.clear();
    if (isNotebook(place)) window.location.replace(place);
    else void navigate(place, { replace: true });
  };
  const byPassword = useMutation({ mutationFn: () => signIn({ name: form.name, password: form.password, ...(form.directory ? { directory: form.directory } : {}), ...(form.code ? { code: form.code } : {}) }), onSuccess });
  const byPasskey = useMutation({ mutationFn: signInWithPasskey, onSuccess });
  // Asked for a code is no error: the field says what to do.
  const codeAsked = byPassword.error instanceof ApiError && byPassword.error.kind === "second-factor-needed";
  const needsCode = form.code !== "" || codeAsked;
  const error = codeAsked ? byPasskey.error : (byPassword.error ?? byPasskey.error);

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
                {ldap.length > 0 && <Directory names={ldap} here={password} chosen={form.directory} onChoose={(directory) => setForm({ ...form, directory })} />}
                <Field label="Name"><input required autoComplete="username webauthn" autoCapitalize="none" spellCheck={false} value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} /></Field>
                <Field label="Password"><input required type="password" autoComplete="current-password" value={form.password} onChange={(event) => setForm({ ...form, password: event.target.value })} /></Field>
                {needsCode && <Field label="Code" hint="Six digits from your authenticator, or a recovery code."><input required inputMode="numeric" autoComplete="one-time-code" value={form.code} onChange={(event) => setForm({ ...form, code: event.target.value })} /></Field>}
                <button className="main" disabled={byPassword.isPending}>Sign in</button>
              </form>
            )}
            <div className="bar">
              {passkey && <button type="button" disabled={byPasskey.isPending} onClick={() => byPasskey.mutate()}>Sign in with a passkey</button>}
              {oidc.map((name) => <a key={name} className="button" href={`/api/v1/sign-in/oidc/${encodeURIComponent(name)}${query({ return: place })}`}>Sign in with {name}</a>)}
            </div>
            {error && <Failure error={error} />}
          </>
        )}
      </Loaded>
    </main>
  );
}

interface Choice {
  readonly names: readonly string[];
  /** Whether Nightingale knows passwords of its own. */
  readonly here: boolean;
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** Who knows the name and the password. */
function Directory({ names, here, chosen, onChoose }: Choice) {
  return (
    <Field label="Directory">
      <select required={!here} value={chosen} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{here ? "Nightingale" : "choose one"}</option>
        {names.map((name) => <option key={name}>{name}</option>)}
      </select>
    </Field>
  );
}
