import { ask } from "../../../shared/api";

/** Signs in with a passkey that the browser has. */
export async function signInWithPasskey(): Promise<void> {
  const options = await ask<PublicKeyCredentialRequestOptionsJSON>("/api/v1/sign-in/passkey/options", { method: "POST" });
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  await ask("/api/v1/sign-in/passkey", { method: "POST", body: { credential: told(credential) } });
}

/** Makes a passkey for the one who is signed in. */
export async function addPasskey(label: string, password: string): Promise<void> {
  const options = await ask<PublicKeyCredentialCreationOptionsJSON>("/api/v1/me/passkeys/options", { method: "POST", body: { password } });
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  await ask("/api/v1/me/passkeys", { method: "POST", body: { label, credential: told(credential) } });
}

function told(credential: Credential | null): unknown {
  if (!(credential instanceof PublicKeyCredential)) throw new Error("The browser gave no passkey. Try again, or sign in another way.");
  return credential.toJSON();
}
