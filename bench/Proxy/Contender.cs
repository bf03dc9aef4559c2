using System.Net;
using System.Net.Sockets;

namespace Nightingale.Bench.Proxy;

/// <summary>A proxy, or none, in a process of its own.</summary>
/// <param name="Name">For people.</param>
/// <param name="Root">Where the back end is seen through it.</param>
/// <param name="Header">What must come with each request; null: nothing.</param>
/// <param name="Process">The process; null: the back end itself.</param>
internal sealed record Contender(string Name, Uri Root, string? Header, Child? Process) : IAsyncDisposable
{
    /// <summary>A port that nobody had a moment ago.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>This benchmark's program with a hidden command.</summary>
    public static Child Self(string folder, params IReadOnlyList<string> arguments) => Child.Start(folder, "dotnet", [typeof(Contender).Assembly.Location, .. arguments]);

    /// <summary>nginx, with as many workers as the other proxies have processes: one. As whoever runs the benchmark, or it could not open the socket.</summary>
    public static async Task<Contender> Nginx(Scratch scratch, string socket, CancellationToken cancel)
    {
        var (folder, port) = (scratch.Folder(), FreePort());
        await File.WriteAllTextAsync($"{folder}/nginx.conf", $$"""
            daemon off; worker_processes 1; user {{Environment.UserName}}; pid {{folder}}/pid; error_log {{folder}}/error.log;
            events { worker_connections 8192; }
            http {
              access_log off; client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
              upstream backend { server unix:{{socket}}; keepalive 64; }
              map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
              server {
                listen 127.0.0.1:{{port}};
                location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_buffering off; proxy_read_timeout 1h;
                  proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; }
              }
            }
            """, cancel);
        return new("nginx", new($"http://127.0.0.1:{port}/"), Header: null, Child.Start(folder, "nginx", ["-p", folder, "-e", $"{folder}/error.log", "-c", $"{folder}/nginx.conf"]));
    }

    /// <summary>JupyterHub's own proxy. It knows no Unix sockets, so its way goes over loopback.</summary>
    public static Contender ConfigurableHttpProxy(Scratch scratch, int backend)
    {
        var port = FreePort();
        var process = Child.Start(
            scratch.Folder(), "configurable-http-proxy",
            ["--ip", "127.0.0.1", "--port", $"{port}", "--api-port", $"{FreePort()}", "--log-level", "error", "--default-target", $"http://127.0.0.1:{backend}"],
            ("NODE_PATH", "/usr/share/nodejs"));
        return new("configurable-http-proxy", new($"http://127.0.0.1:{port}/"), Header: null, process);
    }

    /// <summary>YARP's forwarder alone.</summary>
    public static Contender Yarp(Scratch scratch, string socket)
    {
        var port = FreePort();
        return new("bare YARP", new($"http://127.0.0.1:{port}/"), Header: null, Self(scratch.Folder(), "bare-yarp", socket, $"{port}"));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
