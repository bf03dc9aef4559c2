using System.Text.Json.Nodes;

namespace Nightingale.Host.Commands;

/// <summary>How events look to people.</summary>
internal static class EventText
{
    /// <summary>A line each, or JSON.</summary>
    public static void WriteEvents(this Terminal terminal, IReadOnlyList<JsonObject> events, bool json)
    {
        if (json) terminal.WriteJson(new JsonArray([.. events.Select(happened => happened.DeepClone())]));
        else
            terminal.WriteTable(
                ["SEQUENCE", "AT", "TYPE", "PRINCIPAL", "DATA"],
                events.Select(happened => (IReadOnlyList<string>)
                [
                    $"{happened["sequence"]}", $"{happened["at"]}", $"{happened["type"]}", $"{happened["principal"]}", happened["data"] is { } data ? Terminal.OneLine(data) : "removed",
                ]));
    }
}
