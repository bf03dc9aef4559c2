using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Nightingale.Gateway.Access;

/// <summary>
/// The record of every attempt to use the API: a file of JSON lines, appended and handed to the operating system before the attempt is answered.
/// While it cannot be written, <see cref="Ready"/> is false and the gateway refuses everything, so that nothing is done off the record. A file that is
/// full is put away under a number, and never removed.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="log">Where it is told that it cannot be written.</param>
/// <param name="mostBytes">A file with so many bytes is full. Default 64 MiB.</param>
public sealed class AccessLog(string path, ILogger<AccessLog> log, long mostBytes = 64 << 20) : IDisposable
{
    private const int MostUnwritten = 1 << 20;

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private readonly Lock _gate = new();
    private readonly MemoryStream _unwritten = new();
    private FileStream? _file;
    private bool _broken;
    private volatile bool _ready;
    private long _size;
    private long _count;

    /// <summary>The file that is written to.</summary>
    public string Path => path;

    /// <summary>How many attempts were written since the start.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Whether attempts can be recorded. Tries to write what could not be written before.</summary>
    public bool Ready()
    {
        // Asked at every request: as long as all is well, nobody waits for the lock.
        if (_ready) return true;
        lock (_gate) return Flush_NeedsGate();
    }

    /// <summary>Records an attempt. Never throws; what cannot be written is kept, up to 1 MiB, and written as soon as possible.</summary>
    public void Write(AccessRecord attempt)
    {
        lock (_gate)
        {
            if (_unwritten.Length < MostUnwritten)
            {
                JsonSerializer.Serialize(_unwritten, attempt, AccessFile.Format);
                _unwritten.Write(LineEnd);
            }

            Flush_NeedsGate();
        }

        Interlocked.Increment(ref _count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            Flush_NeedsGate();
            _file?.Dispose();
            _unwritten.Dispose();
        }
    }

    private bool Flush_NeedsGate()
    {
        if (_file is not null && _unwritten.Length == 0) return true;
        try
        {
            if (_size >= mostBytes) PutAway_NeedsGate();
            if (_file is null) Open_NeedsGate();
            if (_broken) _file!.Write(LineEnd); // the failed write may have left half a line
            _file!.Write(_unwritten.GetBuffer().AsSpan(0, (int)_unwritten.Length));
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException)
        {
            if (!_broken) log.AccessLogBroken(cannot.Message);
            (_broken, _ready) = (true, false);
            return false;
        }

        if (_broken) log.AccessLogMended();
        _broken = false;
        _size += _unwritten.Length;
        _unwritten.SetLength(0);
        _ready = true;
        return true;
    }

    private void Open_NeedsGate()
    {
        _file = new(path, PrivateFile.ForWriting(FileMode.Append, FileShare.Read | FileShare.Delete));
        _size = _file.CanSeek ? _file.Length : 0;
    }

    private void PutAway_NeedsGate()
    {
        _file?.Close();
        (_file, _size) = (null, 0);
        File.Move(path, AccessFile.Away(path));
    }
}
