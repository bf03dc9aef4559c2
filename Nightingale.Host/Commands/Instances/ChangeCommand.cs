using System.CommandLine;
using System.Text.Json.Nodes;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Instances;

/// <summary>The commands that need nothing but an instance: <c>start</c>, <c>stop</c>, <c>restart</c>, <c>delete</c>, <c>release</c>.</summary>
internal static class ChangeCommand
{
    public static Command Start(Terminal terminal) => Make(terminal, "start", "Run a stopped or failed instance again, on the same home.", "ready");

    public static Command Stop(Terminal terminal) => Make(terminal, "stop", "Give up an instance's compute and keep its home.", "stopped");

    public static Command Restart(Terminal terminal) => Make(terminal, "restart", "Run a new Jupyter server on the same home; kernels are lost.", "ready");

    public static Command Release(Terminal terminal) => Make(terminal, "release", "Let an instance out of quarantine and start it.", "ready");

    public static Command Delete(Terminal terminal) => Make(terminal, "delete", "Destroy an instance, its home included. Its journal stays.", "deleted");

    private static Command Make(Terminal terminal, string verb, string description, string until)
    {
        var name = InstanceCommands.Name();
        var wait = InstanceCommands.Wait(until);
        var command = new Verb(verb, description, $"nightingale instance {verb} analysis", $"nightingale instance {verb} 0193 --wait") { name, wait };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var path = await InstanceNames.Find(asked.Client, asked.Parsed.GetRequiredValue(name), cancel);
            var instance = await Send(asked.Client, verb, path, cancel);
            if (asked.Parsed.GetValue(wait)) instance = await new InstanceWatch(asked.Client, terminal.Tell).Until(instance, until, cancel);
            terminal.WriteInstance(instance, asked.Json);
        });
    }

    private static Task<JsonObject> Send(ApiClient client, string verb, string path, CancellationToken cancel) =>
        verb is "delete" ? client.Delete(path, cancel) : client.Post($"{path}/{verb}", null, cancel);
}
