using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// Puts reads of notebooks that are alike on record together. A page of Jupyter makes hundreds of them, and goes on asking; the first is recorded before
/// its answer, as everything is, and the others of the same minute are counted and recorded as a number. What opens, names or changes something is
/// never one of them.
/// </summary>
internal sealed class NotebookReads(GatewayServices gateway) : BackgroundService
{
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Key, Alike> _recent = new();

    /// <summary>Counts an answer if one like it is on record already.</summary>
    /// <returns>Whether it was counted. If not, it must be recorded, and told with <see cref="Recorded"/>.</returns>
    public bool Counts(HttpContext http, int status) => KeyOf(http, status) is { } key && _recent.TryGetValue(key, out var alike) && alike.TryAdd();

    /// <summary>An answer is on record: others like it will be counted.</summary>
    public void Recorded(HttpContext http, AccessRecord record)
    {
        if (KeyOf(http, record.Status) is { } key) _recent.TryAdd(key, new(record));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, gateway.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Write(before: gateway.Time.GetUtcNow() - Together);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway ends: what was counted is written.
        }

        Write(before: DateTimeOffset.MaxValue);
    }

    // What names a file is recorded one by one, and so is whatever a permission is asked for: of those, each counts.
    private static Key? KeyOf(HttpContext http, int status) =>
        status is >= 200 and < 400
        && http.Features.Get<Passage>() is { Use: NotebookUse.Page } passage
        && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        && passage.Path.Segments is not ["api", "contents", ..]
            ? new(passage.Instance, passage.Caller.Credential, http.Connection.RemoteIpAddress)
            : null;

    private void Write(DateTimeOffset before)
    {
        foreach (var (key, alike) in _recent)
        {
            if (alike.First.At >= before || !_recent.TryRemove(new(key, alike))) continue;
            if (alike.Close() is > 0 and var more) gateway.AccessLog.Write(alike.First with { At = gateway.Time.GetUtcNow(), Path = $"/i/{key.Instance}/", Times = more });
        }
    }

    private readonly record struct Key(InstanceId Instance, string Credential, IPAddress? From);

    private sealed class Alike(AccessRecord first)
    {
        private int _more;

        public AccessRecord First => first;

        public bool TryAdd() => Interlocked.Increment(ref _more) > 0;

        // From here on far below zero, so that nothing is counted that nobody writes.
        public int Close() => Interlocked.Exchange(ref _more, int.MinValue);
    }
}
