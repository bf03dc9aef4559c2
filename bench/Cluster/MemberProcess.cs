using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Nightingale.Actors.Sharding;
using Npgsql;

namespace Nightingale.Bench.Cluster;

/// <summary>A <see cref="TallyMember"/> in a process of its own, which may be killed. It does what it reads, a word a line, and says when it is done.</summary>
internal sealed class MemberProcess : IAsyncDisposable
{
    private readonly Process _process;

    private MemberProcess(Process process) => _process = process;

    /// <summary>Where the others reach it.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>The hidden command that the process runs.</summary>
    public static Command Command()
    {
        var (connection, name, lease) = (new Argument<string>("DATABASE"), new Argument<string>("NAME"), new Argument<double>("LEASE"));
        var command = new Command("cluster-member", "A node of a cluster of tallies.") { connection, name, lease };
        command.Hidden = true;
        command.SetAction(async (parsed, cancel) =>
        {
            await using var member = await TallyMember.Join(
                parsed.GetRequiredValue(connection), parsed.GetRequiredValue(name), TimeSpan.FromSeconds(parsed.GetValue(lease)), new Engine.OwedTally(int.MaxValue));
            await Console.Out.WriteLineAsync(member.Address);
            while (await Console.In.ReadLineAsync(cancel) is { } line)
                await Console.Out.WriteLineAsync(await Do(member, line.Split(' '), cancel));
        });
        return command;
    }

    /// <summary>Starts one, and waits until it has joined.</summary>
    public static async Task<MemberProcess> Start(string connection, string name, TimeSpan lease)
    {
        string[] arguments = [typeof(MemberProcess).Assembly.Location, "cluster-member", connection, name, lease.TotalSeconds.ToString(CultureInfo.InvariantCulture)];
        var member = new MemberProcess(Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!);
        member.Address = await member.Said();
        return member;
    }

    /// <summary>Waits until each of so many nodes holds exactly what it should.</summary>
    public static async Task Settled(string connection, int nodes, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        var membership = new Membership(database, "bench", TimeSpan.FromSeconds(1));
        await Until.True(Even, TimeSpan.FromMilliseconds(50), cancel);

        async Task<bool> Even()
        {
            var living = (await membership.Living(cancel)).Select(node => node.Id).ToList();
            var owners = await membership.Owners(cancel);
            return living.Count == nodes && Enumerable.Range(0, Shards.Count).All(shard => owners.TryGetValue(shard, out var owner) && owner.Id == Rendezvous.Owner(shard, living));
        }
    }

    /// <summary>Sends commands from so many clients to entities of its own for so long.</summary>
    /// <returns>How many were journalled a second.</returns>
    public async Task<double> Load(int clients, TimeSpan during) =>
        double.Parse(await Ask(string.Create(CultureInfo.InvariantCulture, $"load {clients} {during.TotalSeconds}")), CultureInfo.InvariantCulture);

    /// <summary>Lets it hand everything over.</summary>
    public Task Drain() => Ask("drain");

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static async Task<string> Do(TallyMember member, string[] words, CancellationToken cancel)
    {
        switch (words)
        {
            case ["drain"]:
                await member.Drain();
                return "drained";
            case ["load", var clients, var seconds]:
                var names = Enumerable.Range(0, int.MaxValue).Select(number => $"{number}").Where(member.Entities.Holds).Take(int.Parse(clients, CultureInfo.InvariantCulture)).ToList();
                var (rate, _) = await Clients.Measure(names.Count, client => member.Add(names[client]), TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), cancel);
                return rate.ToString(CultureInfo.InvariantCulture);
            default: throw new InvalidOperationException($"A member does not know {string.Join(' ', words)}.");
        }
    }

    private async Task<string> Ask(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        return await Said();
    }

    private async Task<string> Said() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)) ?? throw new InvalidOperationException("A member has ended.");
}
