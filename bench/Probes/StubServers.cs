using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Nightingale.Bench.Probes;

/// <summary>Stands for any number of Jupyter servers: a process that answers <c>/api/status</c> at once. A simulation, and named so.</summary>
internal static class StubServers
{
    private const string Status = """{"started":"2026-03-01T09:00:00.000000Z","last_activity":"2026-03-01T09:00:00.000000Z","connections":0,"kernels":0}""";

    /// <summary>The hidden command that a benchmark starts in a process of its own; writes its address into a file.</summary>
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
            app.Urls.Add("http://127.0.0.1:0");
            app.MapGet("/api/status", () => Results.Text(Status, "application/json"));
            await app.StartAsync(cancel);
            await File.WriteAllTextAsync(parsed.GetRequiredValue(file) + ".new", app.Urls.First(), cancel);
            File.Move(parsed.GetRequiredValue(file) + ".new", parsed.GetRequiredValue(file));
            await app.WaitForShutdownAsync(cancel);
        });
        return command;
    }
}
