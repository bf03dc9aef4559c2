using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Nightingale.Bench.Chaos.Machines;

/// <summary>
/// The network between machines: takes each packet from one and gives it to the other, late, or never. One in user space, because a kernel's own means
/// (netem, iptables) are not in every kernel, and because this one works each way by itself and from a seed.
/// </summary>
internal sealed class PacketSwitch(int seed) : IAsyncDisposable
{
    private const int LargestPacket = 65_536;
    private const int Wake = 100;

    // Of an IPv4 packet: the last byte of the destination's address.
    private const int Destination = 19;

    private readonly ConcurrentDictionary<byte, SafeFileHandle> _ports = new();
    private readonly ConcurrentDictionary<(byte From, byte To), LinkQuality> _links = new();
    private readonly ConcurrentDictionary<(byte From, byte To), DelayLine> _late = new();
    private readonly ConcurrentBag<Thread> _threads = [];
    private volatile bool _over;
    private long _forwarded;
    private long _dropped;

    /// <summary>How many packets arrived.</summary>
    public long Forwarded => Interlocked.Read(ref _forwarded);

    /// <summary>How many were dropped on purpose.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Plugs a machine in.</summary>
    public void Connect(byte number, SafeFileHandle port)
    {
        _ports[number] = port;
        var thread = new Thread(() => Serve(number, port)) { IsBackground = true, Name = $"packets of machine {number}" };
        _threads.Add(thread);
        thread.Start();
    }

    /// <summary>From now on packets from one machine to another, this way only, go so.</summary>
    public void Set(byte from, byte to, LinkQuality quality)
    {
        if (quality == LinkQuality.Perfect) _links.TryRemove((from, to), out _);
        else _links[(from, to)] = quality;
    }

    /// <summary>All packets arrive again.</summary>
    public void Heal() => _links.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _over = true;
        foreach (var thread in _threads) await Task.Run(thread.Join);
        foreach (var line in _late.Values) await line.DisposeAsync();
        foreach (var port in _ports.Values) port.Dispose();
    }

    private void Serve(byte from, SafeFileHandle port)
    {
        var random = new Random(HashCode.Combine(seed, from));
        var packet = new byte[LargestPacket];
        while (!_over)
        {
            if (!Linux.Wait(port, Wake)) continue;
            var length = Linux.Read(port, packet);
            if (length < 0) return; // The machine is gone.
            if (length > Destination) Forward(from, packet.AsSpan(0, length), random);
        }
    }

    private void Forward(byte from, ReadOnlySpan<byte> packet, Random random)
    {
        var to = packet[Destination];
        if (!_ports.ContainsKey(to)) return;
        var quality = _links.GetValueOrDefault((from, to), LinkQuality.Perfect);
        if (quality.Loss > 0 && random.NextDouble() < quality.Loss) Interlocked.Increment(ref _dropped);
        else if (quality.Delay > TimeSpan.Zero) _late.GetOrAdd((from, to), _ => new(late => Deliver(to, late.Span))).Add(packet.ToArray(), quality.Delay * (0.5 + random.NextDouble()));
        else Deliver(to, packet);
    }

    private void Deliver(byte to, ReadOnlySpan<byte> packet)
    {
        if (Linux.Write(_ports[to], packet) > 0) Interlocked.Increment(ref _forwarded);
    }

    /// <summary>Gives packets on later, in their order.</summary>
    private sealed class DelayLine : IAsyncDisposable
    {
        private readonly Channel<(long Due, ReadOnlyMemory<byte> Packet)> _packets = Channel.CreateUnbounded<(long, ReadOnlyMemory<byte>)>(new() { SingleReader = true });
        private readonly Task _running;

        public DelayLine(Action<ReadOnlyMemory<byte>> deliver) => _running = Run(deliver);

        public void Add(ReadOnlyMemory<byte> packet, TimeSpan delay) =>
            _packets.Writer.TryWrite((TimeProvider.System.GetTimestamp() + (long)(delay.TotalSeconds * TimeProvider.System.TimestampFrequency), packet));

        public async ValueTask DisposeAsync()
        {
            _packets.Writer.Complete();
            await _running;
        }

        private async Task Run(Action<ReadOnlyMemory<byte>> deliver)
        {
            await foreach (var (due, packet) in _packets.Reader.ReadAllAsync())
            {
                if (TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), due) is var left && left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System);
                deliver(packet);
            }
        }
    }
}

/// <summary>How packets go one way between two machines.</summary>
/// <param name="Loss">The share that is lost, from 0 to 1.</param>
/// <param name="Delay">How late they are on average: from half to one and a half of it.</param>
internal sealed record LinkQuality(double Loss, TimeSpan Delay)
{
    /// <summary>Every packet, at once.</summary>
    public static LinkQuality Perfect { get; } = new(0, TimeSpan.Zero);

    /// <summary>None.</summary>
    public static LinkQuality None { get; } = new(1, TimeSpan.Zero);
}
