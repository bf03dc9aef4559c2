import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useMe } from "../../../shared/me";
import { Empty, Failure, Loaded } from "../../../shared/States";
import { useTitle } from "../../../shared/useTitle";
import { signOut } from "../api/signIn";
import { Authenticator } from "./Authenticator";
import { Passkeys } from "./Passkeys";
import { Password } from "./Password";
import { Sessions } from "./Sessions";
import { Tokens } from "./Tokens";

/** What is one's own: how one signs in, and where one is signed in. */
export function ProfilePage() {
  useTitle("Profile");
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      client.clear();
      void navigate("/sign-in", { replace: true });
    },
  });
  return (
    <Loaded of={me} what="your profile">
      {(shown) => (
        <>
          <div className="bar">
            <h1>{shown.displayName}</h1>
            <span className="faint"><code>{shown.principal}</code>, {shown.role}, signed in by {shown.signedInBy}</span>
            <span className="end" />
            <button type="button" disabled={leave.isPending} onClick={() => leave.mutate()}>Sign out</button>
          </div>
          {leave.error && <Failure error={leave.error} />}
          {shown.factors
            ? <div className="columns three"><Password factors={shown.factors} /><Authenticator factors={shown.factors} /><Passkeys factors={shown.factors} /></div>
            : <Empty>You came by a token: passwords and passkeys are for people who sign in.</Empty>}
          <Sessions />
          <Tokens me={shown} />
        </>
      )}
    </Loaded>
  );
}
