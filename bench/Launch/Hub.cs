using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Nightingale.Bench.Launch;

/// <summary>Debian's JupyterHub with its own proxy and its simplest spawner.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private const string Token = "bench-token-0123456789";

    private readonly Child _process;
    private readonly HttpClient _http;
    private int _users;

    private Hub(Child process, HttpClient http) => (_process, _http) = (process, http);

    public static async Task<Hub> Start(Scratch scratch, CancellationToken cancel)
    {
        var folder = scratch.Folder();
        var (proxy, api, hub) = (FreePort(), FreePort(), FreePort());
        await File.WriteAllTextAsync($"{folder}/config.py", Configuration(folder, proxy, api, hub), cancel);
        var process = Child.Start(folder, "jupyterhub", ["-f", "config.py"], ("CONFIGPROXY_AUTH_TOKEN", Token), ("NODE_PATH", "/usr/share/nodejs"));
        var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{proxy}/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", Token);
        var started = new Hub(process, http);
        try
        {
            await Until.Answers(http, "hub/api/", TimeSpan.FromMilliseconds(50), cancel);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Spawns a new user's server, and gives the time until it answers through the proxy. The user is made before, and is not counted.</summary>
    public async Task<TimeSpan> Spawn(CancellationToken cancel)
    {
        var user = $"u{++_users}";
        (await _http.PostAsync(new Uri($"hub/api/users/{user}", UriKind.Relative), content: null, cancel)).EnsureSuccessStatusCode();
        var began = TimeProvider.System.GetTimestamp();
        (await _http.PostAsync(new Uri($"hub/api/users/{user}/server", UriKind.Relative), content: null, cancel)).EnsureSuccessStatusCode();
        await Until.Answers(_http, $"user/{user}/api", TimeSpan.FromMilliseconds(10), cancel);
        var took = TimeProvider.System.GetElapsedTime(began);
        await Until.True(
            async () => (await _http.DeleteAsync(new Uri($"hub/api/users/{user}/server", UriKind.Relative), cancel)).StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotFound,
            TimeSpan.FromMilliseconds(100),
            cancel);
        return took;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private static string Configuration(string folder, int proxy, int api, int hub) => $$"""
        c.JupyterHub.bind_url = 'http://127.0.0.1:{{proxy}}'
        c.JupyterHub.hub_port = {{hub}}
        c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{{api}}'
        c.JupyterHub.authenticator_class = 'dummy'
        c.JupyterHub.spawner_class = 'simple'
        c.SimpleLocalProcessSpawner.home_dir_template = '{{folder}}/home/{username}'
        c.Spawner.args = ['--allow-root']
        c.Spawner.environment = {'JUPYTERHUB_SINGLEUSER_APP': 'jupyter_server.serverapp.ServerApp'}
        c.JupyterHub.services = [{'name': 'bench', 'api_token': '{{Token}}'}]
        c.JupyterHub.load_roles = [{'name': 'bench', 'scopes': ['admin:users', 'admin:servers', 'access:servers'], 'services': ['bench']}]
        """;

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
