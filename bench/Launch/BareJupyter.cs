namespace Nightingale.Bench.Launch;

/// <summary>Debian's jupyter-server as a person starts it: no sandbox, no Terraform, nobody who watches.</summary>
internal static class BareJupyter
{
    private const string Token = "bench";

    /// <summary>The command line, with what it needs of its environment.</summary>
    public static (IReadOnlyList<string> Arguments, (string, string?)[] Environment) In(string folder) =>
        (["--allow-root", "--no-browser", $"--ServerApp.sock={folder}/s", $"--ServerApp.root_dir={folder}"],
        [("HOME", folder), ("JUPYTER_TOKEN", Token), ("JUPYTER_RUNTIME_DIR", folder)]);

    /// <summary>Starts so many at once, and gives the time until all answer.</summary>
    public static async Task<TimeSpan> Start(Scratch scratch, int count, CancellationToken cancel)
    {
        var folders = Enumerable.Range(0, count).Select(_ => scratch.Folder()).ToList();
        var servers = new List<Child>();
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            foreach (var folder in folders)
            {
                var (arguments, environment) = In(folder);
                servers.Add(Child.Start(folder, "/usr/bin/jupyter-server", arguments, environment));
            }

            await Task.WhenAll(folders.Select(folder => Ready(folder, TimeSpan.FromMilliseconds(count == 1 ? 10 : 100), cancel)));
            return TimeProvider.System.GetElapsedTime(began);
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }

    /// <summary>Waits until the server in a folder answers.</summary>
    public static async Task Ready(string folder, TimeSpan every, CancellationToken cancel)
    {
        using var http = Until.OnSocket($"{folder}/s");
        http.DefaultRequestHeaders.Authorization = new("token", Token);
        await Until.Answers(http, "api/status", every, cancel);
    }
}
