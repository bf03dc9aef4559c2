using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Nightingale.Bench.Probes;

/// <summary>
/// Stands for any number of Jupyter servers: a process that answers <c>/api/status</c> at once. A simulation, and named so.
/// It has several addresses, since there are only so many ports to connect to one from.
/// </summary>
internal static class StubServers
{
    private const string Status = """{"started":"2026-03-01T09:00:00.000000Z","last_activity":"2026-03-01T09:00:00.000000Z","connections":0,"kernels":0}""";

    /// <summary>The hidden command that a benchmark starts in a process of its own; writes its addresses into a file.</summary>
    public static Command Command()
    {
        var file = new Argument<string>("FILE");
        var command = new Command("stub-servers", "Answers as idle Jupyter servers do.") { file };
        command.Hidden = true;
        command.SetAction(async (parsed, cancel) =>
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            await using var app = builder.Build();
            for (var address = 1; address <= 8; address++) app.Urls.Add($"http://127.0.0.{address}:0");
            app.MapGet("/api/status", () => Results.Text(Status, "application/json"));
            await app.StartAsync(cancel);
            await File.WriteAllTextAsync(parsed.GetRequiredValue(file) + ".new", string.Join('\n', app.Urls), cancel);
            File.Move(parsed.GetRequiredValue(file) + ".new", parsed.GetRequiredValue(file));
            await app.WaitForShutdownAsync(cancel);
        });
        return command;
    }
}
