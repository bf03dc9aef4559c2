using System.Net;
using System.Net.Sockets;
using System.Text;
using Nightingale.Actors.Sharding;
using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

/// <summary>Bytes both ways between two nodes, over real sockets; behind the door is a listener of the test's own.</summary>
public sealed class WireTunnelTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private TcpListener _inside = null!;

    [SetUp]
    public void Listen()
    {
        _inside = new(IPAddress.Loopback, 0);
        _inside.Start();
    }

    [TearDown]
    public void Shut() => _inside.Dispose();

    [Test]
    public async Task What_goes_in_comes_out_and_what_comes_back_comes_back()
    {
        await using var server = await Serve(Door);
        using var client = new WireClient(tls: null);
        await using var tunnel = await Open(client, server);
        await using var end = await Accept();
        await Says(tunnel, end, "héllo");
        await Says(end, tunnel, "wörld");
        await Says(tunnel, end, "again");
    }

    [Test]
    public async Task Megabytes_pass_both_ways_at_once_and_one_that_is_not_read_holds_up_no_other()
    {
        await using var server = await Serve(Door);
        using var client = new WireClient(tls: null);
        await using var stuck = await Open(client, server);
        await using var stuckEnd = await Accept();
        var unread = stuckEnd.WriteAsync(new byte[8 << 20]).AsTask();
        await using var tunnel = await Open(client, server);
        await using var end = await Accept();
        var large = new string('x', 1 << 20);
        await Task.WhenAll(Says(tunnel, end, large), Says(end, tunnel, large)).WaitAsync(Bound);
        Assert.That(unread.IsCompleted, Is.False, "the control: nobody reads it, and nothing of it is held");
    }

    [Test]
    public async Task When_one_side_ends_the_other_hears_of_it()
    {
        await using var server = await Serve(Door);
        using var client = new WireClient(tls: null);
        var tunnel = await Open(client, server);
        await using var end = await Accept();
        await tunnel.DisposeAsync();
        Assert.That(await end.ReadAsync(new byte[1]).AsTask().WaitAsync(Bound), Is.Zero);

        await using var second = await Open(client, server);
        await (await Accept()).DisposeAsync();
        Assert.That(await Ended(second), Is.True);
    }

    [Test]
    public async Task What_is_not_there_or_has_no_door_is_told()
    {
        await using var server = await Serve((entity, _) => entity == "broken" ? throw new IOException("gone") : ValueTask.FromResult<Stream?>(null));
        using var client = new WireClient(tls: null);
        Assert.That(async () => await Open(client, server, "elsewhere"), Throws.TypeOf<IOException>().With.Message.Contains("421"));
        Assert.That(async () => await Open(client, server, "broken"), Throws.TypeOf<IOException>().With.Message.Contains("503"));
        Assert.That(async () => await client.Tunnel(server.Address.ToString(), "no-door", "x", CancellationToken.None), Throws.TypeOf<IOException>().With.Message.Contains("404"));
    }

    [Test]
    public async Task Who_has_no_certificate_of_this_cluster_gets_no_way_in()
    {
        using var tls = Signed(ClusterAuthority.Make(TimeProvider.System.GetUtcNow()));
        using var other = Signed(ClusterAuthority.Make(TimeProvider.System.GetUtcNow()));
        await using var server = await Serve(Door, tls);
        using var stranger = new WireClient(other);
        Assert.That(async () => await Open(stranger, server), Throws.InstanceOf<HttpRequestException>());
        using var client = new WireClient(tls);
        await using var tunnel = await Open(client, server);
        await using var end = await Accept();
        await Says(tunnel, end, "the control");
    }

    private static Task<WireServer> Serve(WireDoor door, WireTls? tls = null) => WireServer.Start(
        new(IPAddress.Loopback, 0),
        tls,
        new Dictionary<string, WireHandler>(StringComparer.Ordinal),
        TimeProvider.System,
        doors: new Dictionary<string, WireDoor>(StringComparer.Ordinal) { ["test"] = door });

    private static Task<Stream> Open(WireClient client, WireServer server, string entity = "a/b") =>
        client.Tunnel(server.Address.ToString(), "test", entity, CancellationToken.None).WaitAsync(Bound);

    private static async Task Says(Stream from, Stream to, string text)
    {
        var sent = Encoding.UTF8.GetBytes(text);
        var heard = new byte[sent.Length];
        var writing = from.WriteAsync(sent).AsTask();
        await to.ReadExactlyAsync(heard).AsTask().WaitAsync(Bound);
        await writing.WaitAsync(Bound);
        Assert.That(heard, Is.EqualTo(sent));
    }

    private static async Task<bool> Ended(Stream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Bound) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static WireTls Signed((string Certificate, string Key) authority)
    {
        var (certificate, key) = ClusterAuthority.Sign(authority, "ben", ["127.0.0.1"], TimeProvider.System.GetUtcNow());
        return new(authority.Certificate, certificate, key);
    }

    private async ValueTask<Stream?> Door(string entity, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync((IPEndPoint)_inside.LocalEndpoint, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<NetworkStream> Accept() => new(await _inside.AcceptSocketAsync().WaitAsync(Bound), ownsSocket: true);
}
