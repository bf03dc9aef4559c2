using System.Text.Json.Nodes;

namespace Nightingale.Host.Client;

/// <summary>Finds an instance by what people call it.</summary>
public static class InstanceNames
{
    /// <summary>The address of the instance with this full id, this name, or an id that alone begins so; in this order.</summary>
    /// <exception cref="ApiException">None or several have it.</exception>
    public static async Task<string> Find(ApiClient client, string name, CancellationToken cancel)
    {
        if (Guid.TryParse(name, out var id)) return PathOf($"{id}");
        var all = await client.List("/api/v1/instances", cancel).ToListAsync(cancel);
        var found = all.Where(instance => (string?)instance["name"] == name).ToList();
        if (found.Count == 0)
            found = [.. all.Where(instance => ((string)instance["id"]!).StartsWith(name, StringComparison.OrdinalIgnoreCase))];
        return found switch
        {
            [var one] => PathOf((string)one["id"]!),
            [] => throw new ApiException($"There is no instance '{name}' among those that you may see. 'nightingale instance list' shows them."),
            _ => throw new ApiException($"{found.Count} instances can be meant by '{name}'. Give the id of one:\n{string.Join('\n', found.Select(Line))}"),
        };
    }

    /// <summary>The address of an instance.</summary>
    public static string PathOf(string id) => $"/api/v1/instances/{id}";

    private static string Line(JsonObject instance) => $"  {instance["id"]}  {instance["name"]}  {instance["phase"]}";
}
