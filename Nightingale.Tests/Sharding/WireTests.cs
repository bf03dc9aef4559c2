using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Nightingale.Actors.Sharding;
using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

/// <summary>Two nodes that talk, over real sockets.</summary>
public sealed class WireTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly (string Certificate, string Key) Authority = ClusterAuthority.Make(TimeProvider.System.GetUtcNow());

    [Test]
    public async Task What_is_asked_is_answered_with_mutual_TLS()
    {
        using var tls = Signed("ben", "127.0.0.1");
        await using var server = await Serve(tls, Echo);
        Assert.That(server.Address.Scheme, Is.EqualTo("https"));

        using var client = new WireClient(tls);
        Assert.That(await Ask(client, server, "héllo"), Is.EqualTo("Answered: a/b héllo"));
    }

    [Test]
    public async Task Who_has_no_certificate_of_this_cluster_is_not_answered_and_one_for_another_host_is_not_believed()
    {
        using var tls = Signed("ben", "127.0.0.1");
        await using var server = await Serve(tls, Echo);
        using var other = Signed("eve", "127.0.0.1", ClusterAuthority.Make(TimeProvider.System.GetUtcNow()));
        using var stranger = new WireClient(other);
        using var nobody = new WireClient(tls: null);
        Assert.That(await Ask(stranger, server, "hello"), Does.Not.StartWith("Answered"));
        Assert.That(await Ask(nobody, server, "hello"), Does.Not.StartWith("Answered"));

        using var elsewhere = Signed("ben", "10.9.8.7");
        await using var impostor = await Serve(elsewhere, Echo);
        using var client = new WireClient(tls);
        Assert.That(await Ask(client, impostor, "hello"), Does.StartWith("NothingDone"));
        Assert.That(await Ask(client, server, "hello"), Does.StartWith("Answered"), "the control");
    }

    [Test]
    public void A_new_certificate_holds_for_a_node_whose_clock_is_slow_by_an_hour()
    {
        var slow = DateTime.UnixEpoch + (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch) - TimeSpan.FromHours(1);
        using var tls = Signed("ben", "127.0.0.1");
        using var authority = X509Certificate2.CreateFromPem(Authority.Certificate);
        Assert.That(new[] { tls.Certificate.NotBefore.ToUniversalTime(), authority.NotBefore.ToUniversalTime() }, Has.All.LessThan(slow));
    }

    [Test]
    public void Plain_text_is_for_loopback_alone() => Assert.That(
        async () => await WireServer.Start(new(IPAddress.Any, 0), tls: null, Handlers(Echo), TimeProvider.System),
        Throws.ArgumentException.With.Message.StartsWith("Without TLS nodes talk on loopback only."));

    [Test]
    public async Task A_node_that_is_not_there_a_kind_that_it_does_not_know_and_too_much_to_read_leave_nothing_done()
    {
        using var client = new WireClient(tls: null);
        Assert.That(await Ask(client, new Uri("http://127.0.0.1:1"), "hello"), Is.EqualTo("NothingDone: The node that has it cannot be reached."));

        await using var server = await Serve(tls: null, Echo);
        Assert.That(await Ask(client, server, new string('x', WireProtocol.MostBytes + 1)), Does.StartWith("NothingDone").Or.StartsWith("Unknown"));
        var unknown = await client.Ask(server.Address.ToString(), "giraffe", "a", default, Bound, default);
        Assert.That(unknown.Kind, Is.EqualTo(WireAnswerKind.NothingDone));
    }

    [Test]
    public async Task A_senders_deadline_ends_the_request_where_it_is_done()
    {
        await using var server = await Serve(tls: null, async (_, _, deadline) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, deadline);
            return default;
        });
        using var client = new WireClient(tls: null);
        Assert.That((await client.Ask(server.Address.ToString(), "echo", "a", default, TimeSpan.FromMilliseconds(50), default).WaitAsync(Bound)).Kind, Is.EqualTo(WireAnswerKind.Unknown));
    }

    [Test]
    public async Task Who_follows_hears_everything_in_order_until_the_other_ends_and_who_reads_slowly_slows_the_other_down()
    {
        var told = 0;
        var server = await WireServer.Start(
            new(IPAddress.Loopback, 0), tls: null, Handlers(Echo), TimeProvider.System, new Dictionary<string, WireFeed>(StringComparer.Ordinal) { ["words"] = Words });
        using var client = new WireClient(tls: null);
        await using var slow = client.Follow(server.Address.ToString(), "words", default).GetAsyncEnumerator();
        Assert.That(await slow.MoveNextAsync().AsTask().WaitAsync(Bound), Is.True);
        var before = 0;
        await Eventually.True(() => Interlocked.Exchange(ref before, Volatile.Read(ref told)) == Volatile.Read(ref told), Bound);
        Assert.That(told, Is.LessThan(20_000), "it waits until what it sent is read");
        for (var number = 0; number < 20_000; number++, await slow.MoveNextAsync().AsTask().WaitAsync(Bound))
            Assert.That(slow.Current, Does.StartWith($"{number} "));

        Assert.That(told, Is.GreaterThanOrEqualTo(20_000), "the control: who reads on hears on");
        await server.DisposeAsync().AsTask().WaitAsync(Bound);
        Assert.That(async () => { while (await slow.MoveNextAsync().AsTask().WaitAsync(Bound)) { } }, Throws.InstanceOf<IOException>().Or.InstanceOf<HttpRequestException>());

        async IAsyncEnumerable<string> Words([EnumeratorCancellation] CancellationToken gone)
        {
            for (; ; gone.ThrowIfCancellationRequested())
            {
                await Task.Yield();
                yield return $"{told++} {new string('x', 1000)}";
            }
        }
    }

    [Test]
    public async Task A_stream_that_there_is_not_and_a_node_that_is_not_there_are_no_stream()
    {
        using var client = new WireClient(tls: null);
        await using var server = await Serve(tls: null, Echo);
        foreach (var node in (string[])[server.Address.ToString(), "http://127.0.0.1:1"])
            Assert.That(async () => { await foreach (var _ in client.Follow(node, "words", default)) { } }, Throws.InstanceOf<HttpRequestException>());
    }

    [TestCase("1", ExpectedResult = HttpStatusCode.OK)]
    [TestCase("2", ExpectedResult = HttpStatusCode.UpgradeRequired)]
    [TestCase("", ExpectedResult = HttpStatusCode.UpgradeRequired)]
    public async Task<HttpStatusCode> A_version_that_is_not_spoken_is_refused_with_those_that_are(string version)
    {
        await using var server = await Serve(tls: null, Echo);
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/ask/echo/a"))
        {
            Content = new StringContent("hello"),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation(WireProtocol.VersionHeader, version);
        using var response = await http.SendAsync(request);
        if (response.StatusCode is HttpStatusCode.UpgradeRequired) Assert.That(WireProtocol.Common(response.Headers), Is.EqualTo(WireProtocol.Newest));
        return response.StatusCode;
    }

    [TestCase("1-1", 1)]
    [TestCase("1-3", 1)]
    [TestCase("2-3", null)]
    [TestCase("nonsense", null)]
    public void Two_releases_speak_the_newest_version_that_both_know(string spoken, int? common)
    {
        using var response = new HttpResponseMessage();
        response.Headers.Add(WireProtocol.VersionHeader, spoken);
        Assert.That(WireProtocol.Common(response.Headers), Is.EqualTo(common));
    }

    private static WireTls Signed(string name, string host, (string Certificate, string Key)? authority = null)
    {
        var (certificate, key) = ClusterAuthority.Sign(authority ?? Authority, name, [host], TimeProvider.System.GetUtcNow());
        return new((authority ?? Authority).Certificate, certificate, key);
    }

    private static Task<WireAnswer> Echo(string entity, ReadOnlyMemory<byte> request, CancellationToken deadline) =>
        Task.FromResult(new WireAnswer(WireAnswerKind.Answered, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{entity} {Encoding.UTF8.GetString(request.Span)}"))));

    private static Dictionary<string, WireHandler> Handlers(WireHandler echo) => new(StringComparer.Ordinal) { ["echo"] = echo };

    private static Task<WireServer> Serve(WireTls? tls, WireHandler echo) => WireServer.Start(new(IPAddress.Loopback, 0), tls, Handlers(echo), TimeProvider.System);

    private static Task<string> Ask(WireClient client, WireServer server, string text) => Ask(client, server.Address, text);

    private static async Task<string> Ask(WireClient client, Uri node, string text)
    {
        var answer = await client.Ask(node.ToString(), "echo", "a/b", Encoding.UTF8.GetBytes(text), Bound, default).WaitAsync(Bound);
        return $"{answer.Kind}: {Encoding.UTF8.GetString(answer.Body.Span)}";
    }
}
