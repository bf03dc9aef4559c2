import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router/dom";
import { ApiError } from "../shared/api";
import "../shared/theme.css";
import "../shared/base.css";
import { applyTheme, readTheme } from "../shared/theme";
import { router } from "./router";

applyTheme(readTheme());

// The news keep everything fresh: nothing is fetched again because time went by or a window was looked at.
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && (error.offline || error.status >= 500),
    },
  },
});

const place = document.getElementById("root");
if (place) createRoot(place).render(<StrictMode><QueryClientProvider client={client}><RouterProvider router={router} /></QueryClientProvider></StrictMode>);
