using System.ComponentModel;
using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.Tokens;

/// <summary>A bearer token, without its secret.</summary>
internal sealed record TokenView(
    [property: Description("Names the token; not a secret.")] string Id,
    [property: Description("Whose it is.")] string Name,
    [property: Description("What it is for.")] Role Role,
    [property: Description("A researcher's accounts; of a person's token those that it is cut down to, none for all; empty for the other roles.")] IReadOnlyList<string> Accounts,
    [property: Description("read or write.")] string Access,
    [property: Description("What its person calls it; null: nothing in particular.")] string? Label,
    [property: Description("When it was made.")] DateTimeOffset CreatedAt,
    [property: Description("Who made it.")] string CreatedBy,
    [property: Description("When it ceases to be good; null: never.")] DateTimeOffset? ExpiresAt,
    [property: Description("When it was last used; null: never.")] DateTimeOffset? LastUsedAt)
{
    public static TokenView Of(Token token) =>
        new(token.Id, token.Name, token.Role, token.Accounts, token.ReadOnly ? "read" : "write", token.Label, token.CreatedAt, token.CreatedBy, token.ExpiresAt, token.LastUsedAt);
}

/// <summary>A new token. The secret is shown this once.</summary>
internal sealed record NewTokenView(
    [property: Description("The token.")] TokenView Token,
    [property: Description("Send it as Authorization: Bearer SECRET. It cannot be shown again.")] string Secret);
