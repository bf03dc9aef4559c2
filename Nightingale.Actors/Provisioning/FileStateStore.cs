using System.Collections.Concurrent;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// States as files, one an instance, each encrypted under a key derived from the node's master key.
/// </summary>
public sealed class FileStateStore : IStateStore
{
    private readonly string _folder;
    private readonly StateSeal _seal;
    private readonly ConcurrentDictionary<InstanceId, SemaphoreSlim> _writing = new();

    /// <summary>Keeps states under the node's data folder.</summary>
    /// <param name="dataFolder">The node's data folder.</param>
    /// <param name="masterKey">The node's master key: at least 16 bytes.</param>
    public FileStateStore(string dataFolder, ReadOnlySpan<byte> masterKey)
    {
        _seal = new(masterKey);
        _folder = Path.Combine(dataFolder, "states");
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <inheritdoc/>
    public async Task<StoredState?> Read(InstanceId instance, CancellationToken cancel)
    {
        try
        {
            return _seal.Open(instance, await File.ReadAllBytesAsync(FileOf(instance), cancel));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Write(InstanceId instance, StoredState state, CancellationToken cancel)
    {
        var writing = _writing.GetOrAdd(instance, _ => new(1));
        await writing.WaitAsync(cancel);
        try
        {
            if (await Read(instance, cancel) is { } stored && stored.Run > state.Run) return false;
            await Replace(FileOf(instance), _seal.Seal(instance, state), cancel);
            return true;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public Task Delete(InstanceId instance, CancellationToken cancel)
    {
        File.Delete(FileOf(instance));
        _writing.TryRemove(instance, out _);
        return Task.CompletedTask;
    }

    private string FileOf(InstanceId instance) => Path.Combine(_folder, $"{instance}.tfstate");

    private static async Task Replace(string file, byte[] content, CancellationToken cancel)
    {
        var next = $"{file}.next";
        await using (var stream = new FileStream(next, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            Options = FileOptions.Asynchronous,
        }))
        {
            await stream.WriteAsync(content, cancel);
            await Task.Run(() => stream.Flush(flushToDisk: true), cancel);
        }
        File.Move(next, file, overwrite: true);
        Posix.SyncFolder(Path.GetDirectoryName(file)!);
    }
}
