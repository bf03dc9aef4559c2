using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// Serves Terraform's <c>http</c> state backend on loopback, to the runs of this node alone. An instance has one session, that of its
/// newest run: when a newer run begins, the older one's lock is free and its upload is refused, whether it is dead or only slow.
/// </summary>
public sealed class StateBackend : IAsyncDisposable
{
    // A state of a module with ten resources has some 20 kB.
    private const long LargestState = 16 * 1024 * 1024;

    private readonly IStateStore _store;
    private readonly ILogger<StateBackend> _log;
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StateSession> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<InstanceId, StateSession> _newest = [];

    private StateBackend(IStateStore store, ILogger<StateBackend> log)
    {
        _store = store;
        _log = log;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = LargestState;
            kestrel.AddServerHeader = false;
        });
        _app = builder.Build();
        _app.Run(Serve);
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Starts to listen on a free port.</summary>
    public static async Task<StateBackend> Start(IStateStore store, ILogger<StateBackend> log, CancellationToken cancel = default)
    {
        var backend = new StateBackend(store, log);
        await backend._app.StartAsync(cancel);
        backend.Address = backend._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return backend;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Opens the state for a run, and closes it for any older run of the instance: what that one still uploads is not stored.</summary>
    /// <returns>Null if a newer run has begun before: then this one is out of date.</returns>
    internal async Task<StateSession?> Begin(InstanceId instance, long run)
    {
        var session = new StateSession(this, instance, run);
        StateSession? before;
        lock (_gate)
        {
            if (_newest.TryGetValue(instance, out before) && before.Run > run) return null;
            _newest[instance] = session;
            _sessions[session.User] = session;
        }
        if (before is not null)
        {
            await LastUpload(before);
            if (before.Lock is not null) _log.LockFreed(instance, before.Run, run);
        }
        return session;
    }

    /// <summary>Ends a session; its user is nobody from now on.</summary>
    internal async Task End(StateSession session)
    {
        lock (_gate)
        {
            _sessions.Remove(session.User);
            if (_newest.GetValueOrDefault(session.Instance) == session) _newest.Remove(session.Instance);
        }
        await LastUpload(session);
    }

    // A killed run's upload may have arrived whole and still be on its way to the disk.
    private static async Task LastUpload(StateSession session)
    {
        await session.Storing.WaitAsync();
        session.Storing.Release();
    }

    private async Task Serve(HttpContext context)
    {
        var session = SessionOf(context.Request);
        if (session is null || context.Request.Path != $"/{session.Instance}")
        {
            _log.StateDenied(context.Request.Method);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        try
        {
            var (status, body) = await Answer(session, context.Request, context.RequestAborted);
            _log.StateAccessed(context.Request.Method, session.Instance, session.Run, status);
            context.Response.StatusCode = status;
            if (body.Length > 0) await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or StateDamagedException)
        {
            _log.StateFailed(failure, context.Request.Method, session.Instance, session.Run);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private async Task<(int Status, ReadOnlyMemory<byte> Body)> Answer(StateSession session, HttpRequest request, CancellationToken cancel) => request.Method switch
    {
        "GET" => await Read(session, cancel),
        "POST" => await Write(session, request.Query["ID"].ToString(), await Body(request, cancel), cancel),
        "DELETE" => await Delete(session, cancel),
        "LOCK" => TakeLock(session, await Body(request, cancel)),
        "UNLOCK" => FreeLock(session, await Body(request, cancel)),
        _ => (StatusCodes.Status405MethodNotAllowed, default),
    };

    private async Task<(int, ReadOnlyMemory<byte>)> Read(StateSession session, CancellationToken cancel) =>
        await _store.Read(session.Instance, cancel) is { } state ? (StatusCodes.Status200OK, state.Content) : (StatusCodes.Status404NotFound, default);

    private async Task<(int, ReadOnlyMemory<byte>)> Write(StateSession session, string lockId, byte[] content, CancellationToken cancel)
    {
        await session.Storing.WaitAsync(cancel);
        try
        {
            lock (_gate)
            {
                if (IsOld_NeedsGate(session)) return (StatusCodes.Status409Conflict, default);
                if (session.Lock?.Id != lockId) return (StatusCodes.Status423Locked, session.Lock?.Description);
            }
            return await _store.Write(session.Instance, new(session.Run, content), cancel)
                ? (StatusCodes.Status200OK, default)
                : (StatusCodes.Status409Conflict, default);
        }
        finally
        {
            session.Storing.Release();
        }
    }

    private async Task<(int, ReadOnlyMemory<byte>)> Delete(StateSession session, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (IsOld_NeedsGate(session)) return (StatusCodes.Status409Conflict, default);
        }
        await _store.Delete(session.Instance, cancel);
        return (StatusCodes.Status200OK, default);
    }

    private (int, ReadOnlyMemory<byte>) TakeLock(StateSession session, byte[] description)
    {
        if (LockId(description) is not { } id) return (StatusCodes.Status400BadRequest, default);
        lock (_gate)
        {
            if (IsOld_NeedsGate(session)) return (StatusCodes.Status409Conflict, default);
            if (session.Lock is { } held) return (StatusCodes.Status423Locked, held.Description);
            session.Lock = new(id, description);
            return (StatusCodes.Status200OK, default);
        }
    }

    // An empty body is "terraform force-unlock".
    private (int, ReadOnlyMemory<byte>) FreeLock(StateSession session, byte[] description)
    {
        lock (_gate)
        {
            if (description.Length > 0 && session.Lock is { } held && held.Id != LockId(description)) return (StatusCodes.Status409Conflict, held.Description);
            session.Lock = null;
            return (StatusCodes.Status200OK, default);
        }
    }

    private bool IsOld_NeedsGate(StateSession session) => _newest.GetValueOrDefault(session.Instance) != session;

    private StateSession? SessionOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length)) return null;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        if (parts.Length != 2) return null;
        lock (_gate) return _sessions.TryGetValue(parts[0], out var session) && session.Knows(parts[1]) ? session : null;
    }

    private static async Task<byte[]> Body(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        return body.ToArray();
    }

    private static string? LockId(byte[] description)
    {
        try
        {
            using var document = JsonDocument.Parse(description);
            return document.RootElement.TryGetProperty("ID", out var id) ? id.GetString() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
