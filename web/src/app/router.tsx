import { createBrowserRouter, Navigate } from "react-router";
import { AccessPage } from "../features/access/components/AccessPage";
import { AccountPage } from "../features/accounts/components/AccountPage";
import { AccountsPage } from "../features/accounts/components/AccountsPage";
import { ClusterPage } from "../features/cluster/components/ClusterPage";
import { InstancePage } from "../features/instances/components/InstancePage";
import { InstancesPage } from "../features/instances/components/InstancesPage";
import { LaunchPage } from "../features/instances/components/LaunchPage";
import { EntityPage } from "../features/journal/components/EntityPage";
import { JournalPage } from "../features/journal/components/JournalPage";
import { PeoplePage } from "../features/people/components/PeoplePage";
import { ProfilePage } from "../features/session/components/ProfilePage";
import { SignInPage } from "../features/session/components/SignInPage";
import { Fault } from "./Fault";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

/** Every page. The gateway answers with the document for these addresses alone: a new one is named in its ShowPage too. */
export const router = createBrowserRouter([
  { path: "/sign-in", element: <SignInPage />, errorElement: <Fault /> },
  {
    element: <Shell />,
    errorElement: <Fault />,
    children: [
      { index: true, element: <Navigate to="/instances" replace /> },
      { path: "/instances", element: <InstancesPage /> },
      { path: "/instances/:id", element: <InstancePage /> },
      { path: "/launch", element: <LaunchPage /> },
      { path: "/accounts", element: <AccountsPage /> },
      { path: "/accounts/:id", element: <AccountPage /> },
      { path: "/cluster", element: <ClusterPage /> },
      { path: "/people", element: <PeoplePage /> },
      { path: "/journal", element: <JournalPage /> },
      { path: "/journal/:kind/:id", element: <EntityPage /> },
      { path: "/access", element: <AccessPage /> },
      { path: "/profile", element: <ProfilePage /> },
      { path: "*", element: <NotFound /> },
    ],
  },
]);
