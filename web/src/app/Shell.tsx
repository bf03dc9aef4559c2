import { useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { Navigate, NavLink, Outlet, useLocation } from "react-router";
import { ApiError } from "../shared/api";
import { useMe } from "../shared/me";
import { Failure, Loading } from "../shared/States";
import { Help } from "./Help";
import { ThemeSwitch } from "./ThemeSwitch";
import { useKeys } from "./useKeys";
import { useLiveStream, type Line } from "./useLiveStream";

const PLACES: readonly { readonly to: string; readonly name: string; readonly roles: readonly string[] }[] = [
  { to: "/instances", name: "Instances", roles: ["researcher", "auditor", "operator"] },
  { to: "/accounts", name: "Accounts", roles: ["researcher", "auditor", "operator"] },
  { to: "/cluster", name: "Cluster", roles: ["operator"] },
  { to: "/people", name: "People", roles: ["operator"] },
  { to: "/journal", name: "Journal", roles: ["auditor", "operator"] },
  { to: "/access", name: "Access", roles: ["auditor", "operator"] },
];

const LINES: Record<Line, readonly [sign: string, text: string, tone: string]> = {
  connecting: ["◌", "connecting", "faint"],
  live: ["●", "live", "good"],
  lost: ["✕", "no connection; trying again", "bad"],
};

/** What stands around every page of someone who is signed in. */
export function Shell() {
  const me = useMe();
  const here = useLocation();
  const content = useRef<HTMLElement>(null);
  const [help, setHelp] = useState(false);
  const line = useLiveStream(useQueryClient(), me.isSuccess);
  useKeys(() => setHelp(true));
  if (me.error instanceof ApiError && me.error.status === 401) return <Navigate to={`/sign-in?to=${encodeURIComponent(here.pathname)}`} replace />;
  const [sign, text, tone] = LINES[line];
  return (
    <div className="shell">
      <header>
        <button type="button" className="skip" onClick={() => content.current?.focus()}>Skip to the content</button>
        <NavLink className="name" to="/instances">Nightingale</NavLink>
        <nav aria-label="Pages">
          {PLACES.filter(({ roles }) => me.data && roles.includes(me.data.role)).map(({ to, name }) => <NavLink key={to} to={to}>{name}</NavLink>)}
        </nav>
        <span className="status end">
          <span className={tone} role="status"><span aria-hidden="true">{sign} </span>{text}</span>
          <ThemeSwitch />
          <button type="button" className="bare" onClick={() => setHelp(true)} aria-label="Keys"><kbd>?</kbd></button>
          {me.data && <NavLink to="/profile">{me.data.displayName}</NavLink>}
        </span>
      </header>
      <main ref={content} tabIndex={-1}>
        {me.data?.factors?.passwordIsTemporary && here.pathname !== "/profile" && <p className="note warn" role="status">▲ Somebody else chose your password. <NavLink to="/profile">Change it</NavLink>.</p>}
        {me.data ? <Outlet /> : me.error ? <Failure error={me.error} retry={() => void me.refetch()} /> : <Loading what="your account" />}
      </main>
      {help && <Help onClose={() => setHelp(false)} />}
    </div>
  );
}
