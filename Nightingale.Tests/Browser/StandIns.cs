using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Nightingale.Gateway.Access;

namespace Nightingale.Tests.Browser;

/// <summary>Answers for addresses that this gateway does not have: who is signed in, accounts, prices, people. Everything else is the gateway's.</summary>
internal static class StandIns
{
    public static async Task Route(IBrowserContext context, Role role)
    {
        await Answer(context, "me", $$"""
            { "principal": "user:ada", "displayName": "Ada", "role": "{{role.ToString().ToLowerInvariant()}}", "accounts": [{ "id": "lab", "role": "owner" }],
              "signedInBy": "password", "credential": "s1", "endsAt": "2026-03-02T09:00:00Z",
              "factors": { "password": true, "passwordIsTemporary": false, "authenticator": false, "recoveryCodes": 0,
                "passkeys": [{ "id": "a1", "label": "Laptop", "createdAt": "2026-02-01T09:00:00Z" }] } }
            """);
        await Answer(context, "sign-in", """{ "password": true, "passkey": true, "oidc": ["Hospital"], "ldap": ["University"] }""");
        await Answer(context, "accounts", """
            [{ "id": "clinic", "name": "The clinic", "currency": "USD", "role": null, "mayUse": false, "mayRun": true },
             { "id": "lab", "name": "The lab", "currency": "USD", "role": "owner", "mayUse": true, "mayRun": true }]
            """);
        await Answer(context, "accounts/lab/members", """{ "account": "lab", "members": [{ "principal": "user:ada", "role": "owner" }, { "principal": "user:grace", "role": "researcher" }] }""");
        await Answer(context, "accounts/lab/permissions", """{ "terminals": true, "downloads": false, "uploads": true, "startOnOpen": true }""");
        await Answer(context, "prices", """
            [{ "target": "local", "size": "small", "market": "on-demand", "currency": "USD", "hourly": 0.0245, "monthly": 17.885, "since": "2026-01-01T00:00:00Z", "versions": ["cpu 1"] },
             { "target": "local", "size": "small", "market": "spot", "currency": "USD", "hourly": 0.00875, "monthly": 6.3875, "since": "2026-01-01T00:00:00Z", "versions": ["cpu 1"] }]
            """);
        await Answer(context, "people", """
            [{ "name": "ada", "displayName": "Ada", "role": "operator", "createdAt": "2026-02-01T09:00:00Z", "createdBy": "user:root", "locked": false, "lockedOutUntil": null, "authenticator": true, "passkeys": 1, "providers": [] },
             { "name": "grace", "displayName": "Grace", "role": "researcher", "createdAt": "2026-02-01T09:00:00Z", "createdBy": "user:ada", "locked": true, "lockedOutUntil": null, "authenticator": false, "passkeys": 0, "providers": ["Hospital"] }]
            """);
        await Answer(context, "sessions", """
            [{ "id": "s1", "person": "ada", "signedInBy": "password", "createdAt": "2026-03-01T09:00:00Z", "lastSeenAt": "2026-03-01T11:00:00Z", "endsAt": "2026-03-02T09:00:00Z", "from": "127.0.0.1", "browser": "Chromium", "isThis": true }]
            """);
        await Answer(context, "access?*", """
            { "items": [
              { "at": "2026-03-01T11:00:00Z", "node": null, "principal": "user:ada", "credential": "s1", "from": "127.0.0.1", "method": "GET", "path": "/api/v1/instances", "operation": "listInstances", "status": 200, "outcome": "allowed", "traceId": "t1" },
              { "at": "2026-03-01T10:59:00Z", "node": null, "principal": null, "credential": null, "from": "10.1.2.3", "method": "POST", "path": "/api/v1/session", "operation": "startSession", "status": 401, "outcome": "refused", "traceId": "t2" }], "next": null }
            """);
    }

    // Read first: a stand-in that is no JSON would look like a fault of the page.
    private static async Task Answer(IBrowserContext context, string path, string body)
    {
        var json = JsonNode.Parse(body)!.ToJsonString();
        await context.RouteAsync($"**/api/v1/{path}", route => route.FulfillAsync(new() { ContentType = "application/json", Body = json }));
    }
}
