using Nightingale.Host.Commands;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>What an auditor replays is what the live entity says of itself, byte for byte.</summary>
public sealed class ReplayTests
{
    [Test]
    public async Task A_replay_prints_the_state_after_each_event_and_the_last_is_the_live_one_byte_for_byte()
    {
        using var folder = new ScratchFolder();
        string instance;
        var live = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var host = await HostProcess.Up(folder.Path))
        {
            var id = await host.Launch("replayed");
            await host.Until(id, "ready");
            await host.Do(id, "stop");
            await host.Until(id, "stopped");
            await Eventually.True(async () => (await host.State(id))["uncounted"]!.AsArray().Count == 0, TimeSpan.FromSeconds(30));
            instance = $"instance/{id}";
            foreach (var entity in (string[])[instance, "account/default"])
            {
                live[entity] = await host.Api.GetStringAsync($"/api/v1/journal/entities/{entity}/state");
                await IsReplayed(folder.Path, entity, live[entity]);
            }

            Assert.That(await host.Stop(), Is.Zero, host.Output);
        }

        foreach (var (entity, state) in live) await IsReplayed(folder.Path, entity, state);
        Assert.That((await Lines(folder.Path, instance, "--until", "1"))[^1], Is.Not.EqualTo(live[instance]), "an earlier state is another one");
    }

    private static async Task IsReplayed(string folder, string entity, string live)
    {
        var lines = await Lines(folder, entity);
        var (events, states) = (lines.Where((_, number) => number % 2 == 0).ToList(), lines.Where((_, number) => number % 2 == 1).ToList());
        Assert.That(events.Select(line => line.Split(' ')[0]), Is.EqualTo(Enumerable.Range(1, events.Count).Select(number => $"{number}")));
        Assert.That(states, Has.Count.EqualTo(events.Count));
        Assert.That(states[^1], Is.EqualTo(live));
    }

    private static async Task<string[]> Lines(string folder, string entity, params string[] more)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(output, error, _ => null, TimeProvider.System, Colours: false);
        var exit = await CommandLine.Run(["journal", "replay", entity, "--data", folder, .. more], terminal, (_, _) => throw new InvalidOperationException("No node is started."), default);
        Assert.That(exit, Is.Zero, error.ToString());
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
