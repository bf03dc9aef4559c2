using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Health;
using NUnit.Framework;

namespace Nightingale.Tests.Health;

/// <summary>Servers that behave badly.</summary>
public sealed class PlayedServerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Started = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly ProbeOptions Quick = new() { Interval = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromMilliseconds(200), Misses = 20 };

    [Test]
    public async Task Questions_do_not_pile_up_on_a_server_that_accepts_and_never_answers()
    {
        await using var server = new PlayedServer(answer: null);
        await using var scheduler = new ProbeScheduler(Quick, TimeProvider.System, NullLogger<ProbeScheduler>.Instance);
        using var client = new JupyterClient(server.Address, "token", Quick.Timeout);
        await using var watch = new Watching(TimeProvider.System, scheduler, client.Ask, Started);

        await watch.Until<ProbeVerdict.Lost>().WaitAsync(Bound);
        Assert.That(server.MostOpen, Is.LessThanOrEqualTo(2)); // It may see the given-up one close a moment after the next one opens.
    }

    [Test]
    public async Task Control_a_naive_prober_piles_up()
    {
        await using var server = new PlayedServer(answer: null);
        using var client = new JupyterClient(server.Address, "token", Quick.Timeout);
        using var stop = new CancellationTokenSource();
        var asked = Enumerable.Range(0, Quick.Misses).Select(_ => client.Ask(withKernels: false, stop.Token)).ToList();
        await server.Opened(Quick.Misses).WaitAsync(Bound);
        Assert.That(server.MostOpen, Is.EqualTo(Quick.Misses));
        await stop.CancelAsync();
        Assert.That(async () => await Task.WhenAll(asked), Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nWelcome!\n", "what answers is not a Jupyter server")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull", "what answers is not a Jupyter server")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "what answers is not a Jupyter server")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 66\r\n\r\n{\"started\": \"now\", \"last_activity\": \"then\", \"kernels\": \"not a few\"}", "what answers is not a Jupyter server")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n{", "its answer was too large")]
    [TestCase("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data\r\nContent-Length: 0\r\n\r\n", "it answered with status 302")]
    [TestCase("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "it answered with status 500")]
    [TestCase("SSH-2.0-OpenSSH_9.2\r\n\r\n", "the connection to it broke")]
    [TestCase("", "the connection to it broke")]
    public async Task What_answers_badly_is_a_miss_in_plain_words(string answer, string reason)
    {
        await using var server = new PlayedServer(answer);
        using var client = new JupyterClient(server.Address, "token", Bound);
        Assert.That(await client.Ask(withKernels: true, default).WaitAsync(Bound), Is.EqualTo(new ProbeResult.Miss(reason)));
    }

    [Test]
    public async Task An_endless_answer_is_cut_off()
    {
        await using var server = new PlayedServer($"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{new string('x', 4 * 1024 * 1024)}");
        using var client = new JupyterClient(server.Address, "token", Bound);
        Assert.That(await client.Ask(withKernels: true, default).WaitAsync(Bound), Is.EqualTo(new ProbeResult.Miss("its answer was too large")));
    }

    [TestCase("unix:///nowhere/at/all")]
    [TestCase("http://127.0.0.1:1")]
    public async Task Nobody_there_is_a_miss_without_the_address(string address)
    {
        using var client = new JupyterClient(address, "token", Bound);
        Assert.That(await client.Ask(withKernels: false, default), Is.EqualTo(new ProbeResult.Miss("nobody listens at its address")));
    }

    [TestCase("")]
    [TestCase("/run/jupyter")]
    [TestCase("ftp://jupyter")]
    public void An_address_of_another_kind_is_refused(string address) =>
        Assert.That(() => new JupyterConnection(address, "token", Bound), Throws.ArgumentException);

    /// <summary>Accepts on a Unix socket, and answers each request the same, or never.</summary>
    private sealed class PlayedServer : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ng-played-");
        private readonly Socket _listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private readonly SemaphoreSlim _opened = new(0);
        private readonly List<Task> _conversations = [];
        private readonly Task _accepting;
        private readonly string? _answer;
        private int _open;

        public PlayedServer(string? answer)
        {
            _answer = answer;
            var path = Path.Combine(_folder.FullName, "socket");
            _listening.Bind(new UnixDomainSocketEndPoint(path));
            _listening.Listen(128);
            Address = $"unix://{path}";
            _accepting = Accept();
        }

        public string Address { get; }

        public int MostOpen { get; private set; }

        public async Task Opened(int connections)
        {
            for (var i = 0; i < connections; i++) await _opened.WaitAsync();
        }

        public async ValueTask DisposeAsync()
        {
            _listening.Dispose();
            await _accepting;
            await Task.WhenAll(_conversations).WaitAsync(Bound);
            _opened.Dispose();
            _folder.Delete(recursive: true);
        }

        private async Task Accept()
        {
            try
            {
                while (true) _conversations.Add(Talk(await _listening.AcceptAsync()));
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task Talk(Socket socket)
        {
            MostOpen = Math.Max(MostOpen, Interlocked.Increment(ref _open));
            _opened.Release();
            using (socket)
            {
                try
                {
                    var buffer = new byte[4096];
                    while (await socket.ReceiveAsync(buffer) > 0)
                    {
                        if (_answer is null) continue;
                        await socket.SendAsync(Encoding.ASCII.GetBytes(_answer));
                        break;
                    }
                }
                catch (SocketException)
                {
                    // Cut off.
                }
            }

            Interlocked.Decrement(ref _open);
        }
    }
}
