using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Health;
using NUnit.Framework;

namespace Nightingale.Tests.Health;

/// <summary>The watch over a real Jupyter server.</summary>
public sealed class JupyterTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly ProbeOptions Options = new() { KernelsEvery = TimeSpan.FromSeconds(1) };

    private ProbeScheduler _scheduler = null!;

    [SetUp]
    public void Begin() => _scheduler = new(Options, TimeProvider.System, NullLogger<ProbeScheduler>.Instance);

    [TearDown]
    public async Task End() => await _scheduler.DisposeAsync();

    [Test]
    public async Task It_is_found_ready_its_kernels_are_seen_to_compute_and_its_death_and_its_successor_are_noticed()
    {
        await using var server = new JupyterServer();
        using var client = new JupyterClient(server.Connect());
        await using var watch = new Watching(TimeProvider.System, _scheduler, client.Ask, serverStartedAt: null);

        var ready = await watch.Until<ProbeVerdict.Answered>().WaitAsync(Bound);
        Assert.That(ready.ServerStartedAt, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(Bound));
        Assert.That(ready.ServerStartedAt.Ticks % TimeSpan.TicksPerMillisecond, Is.Zero);

        await Computing(server, watch);

        await server.Kill();
        var killed = Stopwatch.GetTimestamp();
        var lost = await watch.Until<ProbeVerdict.Lost>().WaitAsync(Bound);
        Assert.That(Stopwatch.GetElapsedTime(killed), Is.LessThan(TimeSpan.FromSeconds(4)));
        Assert.That(lost.Reason, Does.EndWith("because nobody listens at its address."));

        server.Start();
        await using var next = new Watching(TimeProvider.System, _scheduler, client.Ask, serverStartedAt: null);
        Assert.That((await next.Until<ProbeVerdict.Answered>().WaitAsync(Bound)).ServerStartedAt, Is.GreaterThan(ready.ServerStartedAt));
    }

    [Test]
    public async Task A_socket_deeper_than_an_address_can_tell_is_reached_and_nothing_is_left_behind()
    {
        await using var server = new JupyterServer(longPath: true);
        Assert.That(server.Address, Has.Length.GreaterThan(120));
        var before = Links();
        using (var client = new JupyterClient(server.Connect()))
        {
            await using var watch = new Watching(TimeProvider.System, _scheduler, client.Ask, serverStartedAt: null);
            await watch.Until<ProbeVerdict.Answered>().WaitAsync(Bound);
        }

        Assert.That(Links(), Is.SubsetOf(before));
    }

    [Test]
    public async Task Nobody_at_a_socket_means_that_the_server_went_and_nobody_at_a_port_that_it_may_still_come()
    {
        await using var server = new JupyterServer();
        using var client = new JupyterClient(server.Connect());
        await using (var watch = new Watching(TimeProvider.System, _scheduler, client.Ask, serverStartedAt: null))
            await watch.Until<ProbeVerdict.Answered>().WaitAsync(Bound);
        await server.Kill();
        Assert.That(await client.Ask(withKernels: false, default), Is.EqualTo(new ProbeResult.Miss("nobody listens at its address", IsGone: true)));

        await using var starting = new Watching(TimeProvider.System, _scheduler, client.Ask, serverStartedAt: null);
        Assert.That((await starting.Until<ProbeVerdict.Lost>().WaitAsync(Bound)).LastAnsweredAt, Is.Null, "who starts and goes is lost too");

        using var port = new JupyterClient("http://127.0.0.1:1", "token", TimeSpan.FromSeconds(5));
        Assert.That(await port.Ask(withKernels: false, default), Is.EqualTo(new ProbeResult.Miss("nobody listens at its address")));
    }

    [Test]
    public async Task A_wrong_token_is_a_miss_that_says_so()
    {
        await using var server = new JupyterServer();
        using var client = new JupyterClient(server.Connect());
        await using var watch = new Watching(TimeProvider.System, _scheduler, client.Ask, serverStartedAt: null);
        await watch.Until<ProbeVerdict.Answered>().WaitAsync(Bound);

        using var stranger = new JupyterClient(server.Address, "guessed", TimeSpan.FromSeconds(5));
        Assert.That(await stranger.Ask(withKernels: false, default), Is.EqualTo(new ProbeResult.Miss("it does not accept its token")));
    }

    private static async Task Computing(JupyterServer server, Watching watch)
    {
        using var connection = server.Connect();
        await using var kernel = await JupyterKernel.Start(connection, default).WaitAsync(Bound);
        Assert.That(await kernel.Run("print('cell', 6 * 7)\n'done'", default).WaitAsync(Bound), Is.EqualTo("cell 42\n'done'\n"));
        Assert.That(async () => await kernel.Run("1 / 0", default).WaitAsync(Bound), Throws.TypeOf<CellException>().With.Message.EqualTo("ZeroDivisionError: division by zero"));

        var computing = kernel.Run("import os, time\nwhile not os.path.exists('enough'): time.sleep(0.01)", default);
        var busy = await UntilBusy(watch, 1);
        Assert.That(busy.Kernels, Is.EqualTo(1));
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "enough"), "");
        await computing.WaitAsync(Bound);
        await UntilBusy(watch, 0);
    }

    private static async Task<ProbeVerdict.Activity> UntilBusy(Watching watch, int kernels)
    {
        return await Search().WaitAsync(Bound);

        async Task<ProbeVerdict.Activity> Search()
        {
            while (true)
                if (await watch.Until<ProbeVerdict.Activity>() is { } activity && activity.KernelsBusy == kernels) return activity;
        }
    }

    private static string[] Links() => Directory.GetDirectories(Path.GetTempPath(), "ng-socket-*");
}
