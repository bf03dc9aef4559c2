using System.Buffers.Binary;

namespace Nightingale.Bench.Chaos.Machines;

/// <summary>The clocks of one process, by <c>clock.c</c>, which can be moved while it runs.</summary>
internal sealed class MovableClock : IDisposable
{
    private readonly FileStream _offsets;
    private readonly string _library;

    private MovableClock(string library, FileStream offsets) => (_library, _offsets) = (library, offsets);

    /// <summary>What a process is started with that is to live by it.</summary>
    public IReadOnlyList<string> Environment => [$"LD_PRELOAD={_library}", $"NIGHTINGALE_CLOCK={_offsets.Name}"];

    /// <summary>Compiles what all clocks need, once a run.</summary>
    /// <returns>The library.</returns>
    public static async Task<string> Library(string folder, CancellationToken cancel)
    {
        var (source, library) = (Path.Combine(folder, "clock.c"), Path.Combine(folder, "clock.so"));
        await using (var text = typeof(MovableClock).Assembly.GetManifestResourceStream("clock.c")!)
        await using (var file = File.Create(source)) await text.CopyToAsync(file, cancel);
        await Child.Run(folder, "cc", ["-Wall", "-Werror", "-shared", "-fPIC", "-O1", "-o", library, source], cancel);
        return library;
    }

    /// <summary>A clock that is right.</summary>
    public static MovableClock Right(string library, string file)
    {
        var clock = new MovableClock(library, new(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        clock.Move(TimeSpan.Zero, TimeSpan.Zero);
        return clock;
    }

    /// <summary>From now on the clocks are off by so much.</summary>
    /// <param name="ofDay">The time of day, as a person may set it.</param>
    /// <param name="monotonic">The clock by which time is measured: it stands still while a virtual machine is suspended.</param>
    public void Move(TimeSpan ofDay, TimeSpan monotonic)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, ofDay.Ticks * TimeSpan.NanosecondsPerTick);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), monotonic.Ticks * TimeSpan.NanosecondsPerTick);
        RandomAccess.Write(_offsets.SafeFileHandle, bytes, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _offsets.Dispose();
}
