using System.CommandLine;
using System.Globalization;
using Nightingale.Actors.Projections;
using Nightingale.Host.Composition;
using Npgsql;

namespace Nightingale.Host.Commands.Cluster;

/// <summary><c>nightingale cluster rebuild</c></summary>
internal static class RebuildCommand
{
    public static Command Make(Terminal terminal)
    {
        var database = new DatabaseOption(terminal);
        var projection = new Argument<string?>("PROJECTION") { Description = "bill, instances or memberships. Default: all, one after the other.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Verb("rebuild", "Build a read model from the first event on. Nodes go on reading and writing meanwhile.", "nightingale cluster rebuild bill") { projection };
        database.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await database.Ask(parsed, source => Rebuild(source, parsed.GetValue(projection), terminal, cancel));
            return 0;
        });
        return command;
    }

    private static async Task<bool> Rebuild(NpgsqlDataSource database, string? only, Terminal terminal, CancellationToken cancel)
    {
        var all = Views.Tables(database);
        if (only is not null && !all.ContainsKey(only)) throw new UsageException($"There is no projection {only}; there are {string.Join(", ", all.Keys)}.");
        foreach (var (name, projection) in all.Where(one => only is null || one.Key == only))
            try
            {
                var begun = terminal.Time.GetTimestamp();
                var events = await projection.Rebuild(cancel);
                terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} was built from {events} events in {terminal.Time.GetElapsedTime(begun).TotalSeconds:0.0} s, and is read from now on."));
            }
            catch (ProjectionBusyException busy)
            {
                throw new StartupException($"{busy.Message} Wait for that.", busy);
            }

        return true;
    }
}
