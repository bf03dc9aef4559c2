using System.Text.Json.Nodes;

namespace Nightingale.Host.Client;

/// <summary>Finds an instance by what people call it.</summary>
public static class InstanceNames
{
    /// <summary>The address of the instance with this full id, this name, or an id that alone begins so; in this order, and the deleted only where no other is.</summary>
    /// <exception cref="ApiException">None or several have it.</exception>
    public static async Task<string> Find(ApiClient client, string name, CancellationToken cancel)
    {
        if (Guid.TryParse(name, out var id)) return PathOf($"{id}");
        var found = await Named(client, "/api/v1/instances?limit=500", name, cancel);
        if (found.Count == 0) found = await Named(client, "/api/v1/instances?phase=deleted&limit=500", name, cancel);
        return found switch
        {
            [var one] => PathOf((string)one["id"]!),
            [] => throw new ApiException($"There is no instance '{name}' among those that you may see. 'nightingale instance list' shows them."),
            _ => throw new ApiException($"{found.Count} instances can be meant by '{name}'. Give the id of one:\n{string.Join('\n', found.Select(Line))}"),
        };
    }

    private static async Task<List<JsonObject>> Named(ApiClient client, string list, string name, CancellationToken cancel)
    {
        var all = await client.List(list, cancel).ToListAsync(cancel);
        var found = all.Where(instance => (string?)instance["name"] == name).ToList();
        return found.Count > 0 ? found : [.. all.Where(instance => ((string)instance["id"]!).StartsWith(name, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>The address of an instance.</summary>
    public static string PathOf(string id) => $"/api/v1/instances/{id}";

    private static string Line(JsonObject instance) => $"  {instance["id"]}  {instance["name"]}  {instance["phase"]}";
}
