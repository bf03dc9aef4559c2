using System.Text.Json.Nodes;
using Nightingale.Host.Client;
using Nightingale.Host.Commands.Accounts;
using Nightingale.Host.Commands.Journals;

namespace Nightingale.Host.Commands.Demo;

/// <summary>The life that the demo shows. It fails where anything does not come as it should.</summary>
internal sealed class DemoLife(Terminal terminal, RunningNode node, ApiClient client, StepTimes steps)
{
    private const string Account = "default";
    private const string Cell = "print(6 * 7)";
    private const string Printed = "42";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Lives it.</summary>
    /// <exception cref="ApiException">Something did not come as it should.</exception>
    public async Task Live(CancellationToken cancel)
    {
        var instance = await steps.Run("Launch an instance, size small, and wait until Jupyter answers", () => Launch(cancel));
        await steps.Run($"Run a cell: {Cell}", () => RunCell(Guid.Parse((string)instance["id"]!), cancel));
        await steps.Run("Look at its health", () => ShowHealth(instance, cancel));
        await steps.Run("Stop it: the compute goes, the home stays", () => Stop(instance, cancel));
        await steps.Run("Read its meter and the bill so far", () => ShowBill(instance, cancel));
        await steps.Run("Verify the journal", () => Verify(cancel));
        await steps.Run("Delete it", () => Delete(instance, cancel));
    }

    /// <summary>Deletes what a life that was cut off left running.</summary>
    /// <returns>Whether nothing is left.</returns>
    public async Task<bool> LeavesNothing()
    {
        using var bound = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var left in client.List("/api/v1/instances", bound.Token)) await Delete(left, bound.Token);
            return true;
        }
        catch (Exception fault) when (fault is ApiException or OperationCanceledException)
        {
            terminal.Tell($"The demo's instance could not be deleted: {fault.Message} Start a node on the data folder, and delete it there.");
            return false;
        }
    }

    private async Task<JsonObject> Launch(CancellationToken cancel)
    {
        var body = new JsonObject { ["name"] = "demo", ["account"] = Account, ["target"] = "local", ["size"] = new JsonObject { ["name"] = "small" } };
        return await Until(await client.Post("/api/v1/instances", body, cancel), "ready", cancel);
    }

    private async Task<string> RunCell(Guid instance, CancellationToken cancel)
    {
        var printed = (await node.RunCell(instance, Cell, cancel)).Trim();
        terminal.WriteLine($"  {printed}");
        return printed == Printed ? printed : throw new ApiException($"The cell printed '{printed}', not '{Printed}'. The kernel does not work as it should.");
    }

    private async Task<JsonObject> ShowHealth(JsonObject instance, CancellationToken cancel)
    {
        var now = await client.Get(PathOf(instance), cancel);
        terminal.WriteLine($"  {now["phase"]} since {now["readyAt"]}, generation {now["generation"]}, {now["kernels"]} kernels, last activity {now["lastActivityAt"]}");
        return now;
    }

    private async Task<JsonObject> Stop(JsonObject instance, CancellationToken cancel) =>
        await Until(await client.Post($"{PathOf(instance)}/stop", null, cancel), "stopped", cancel);

    private async Task<JsonObject> Delete(JsonObject instance, CancellationToken cancel) =>
        await Until(await client.Delete(PathOf(instance), cancel), "deleted", cancel);

    private async Task<JsonObject> ShowBill(JsonObject instance, CancellationToken cancel)
    {
        var usage = await Charged(cancel);
        await foreach (var happened in client.List($"{PathOf(instance)}/events?limit=1000", cancel))
            if (happened["data"] is JsonObject data && data["interval"] is JsonObject interval)
                terminal.WriteLine($"  interval {interval["number"]}: {interval["from"]} to {interval["to"]}");
        AccountCommands.WriteUsage(terminal, usage);
        return usage;
    }

    // The account counts a moment after the meter closed; every piece of news is a reason to look again.
    private async Task<JsonObject> Charged(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await foreach (var _ in LiveNews.Follow(client, patience.Token))
            {
                var usage = await client.Get($"/api/v1/accounts/{Account}/usage", patience.Token);
                if (usage["days"]!.AsArray().Count > 0) return usage;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Told below.
        }

        throw new ApiException($"Nothing was charged within {Patience.TotalMinutes} minutes of the stop. The account does not count what the meter measured.");
    }

    private async Task<JsonObject> Verify(CancellationToken cancel)
    {
        var found = await client.Get("/api/v1/journal/verify", cancel);
        terminal.WriteLine($"  {VerifyCommand.Sentence(found)}");
        return (bool)found["intact"]! ? found : throw new ApiException("A journal that was just written must be intact. Keep it with --keep, and look.");
    }

    private Task<JsonObject> Until(JsonObject instance, string phase, CancellationToken cancel) =>
        new InstanceWatch(client, line => terminal.WriteLine($"  {line}")).Until(instance, phase, cancel);

    private static string PathOf(JsonObject instance) => InstanceNames.PathOf((string)instance["id"]!);
}
