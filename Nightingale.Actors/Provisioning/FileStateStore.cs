using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// States as files, one an instance, each AES-256-GCM under a key derived from the node's master key. The instance and the run are
/// authenticated with it, so that a file put in another's place does not open.
/// </summary>
/// <remarks>A file is <c>NGS1</c>, the run (8 bytes, big-endian), the nonce (12), the tag (16), and the state.</remarks>
public sealed class FileStateStore : IStateStore
{
    private const int RunAt = 4;
    private const int NonceAt = RunAt + sizeof(long);
    private const int TagAt = NonceAt + 12;
    private const int ContentAt = TagAt + 16;

    private readonly string _folder;
    private readonly byte[] _key;
    private readonly ConcurrentDictionary<InstanceId, SemaphoreSlim> _writing = new();

    /// <summary>Keeps states under the node's data folder.</summary>
    /// <param name="dataFolder">The node's data folder.</param>
    /// <param name="masterKey">The node's master key: at least 16 bytes.</param>
    public FileStateStore(string dataFolder, ReadOnlySpan<byte> masterKey)
    {
        if (masterKey.Length < 16) throw new ArgumentException("The master key is too short: at least 16 bytes.", nameof(masterKey));
        _folder = Path.Combine(dataFolder, "states");
        _key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, _key, [], "nightingale/terraform-state/v1"u8);
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <inheritdoc/>
    public async Task<StoredState?> Read(InstanceId instance, CancellationToken cancel)
    {
        try
        {
            return Open(instance, await File.ReadAllBytesAsync(FileOf(instance), cancel));
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
            await Replace(FileOf(instance), Seal(instance, state), cancel);
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

    private byte[] Seal(InstanceId instance, StoredState state)
    {
        var file = new byte[ContentAt + state.Content.Length];
        "NGS1"u8.CopyTo(file);
        BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(RunAt), state.Run);
        RandomNumberGenerator.Fill(file.AsSpan(NonceAt, TagAt - NonceAt));
        using var aes = new AesGcm(_key, ContentAt - TagAt);
        aes.Encrypt(file.AsSpan(NonceAt, TagAt - NonceAt), state.Content.Span, file.AsSpan(ContentAt), file.AsSpan(TagAt, ContentAt - TagAt), Bound(instance, state.Run));
        return file;
    }

    private StoredState Open(InstanceId instance, byte[] file)
    {
        if (file.Length < ContentAt || !file.AsSpan().StartsWith("NGS1"u8)) throw Damaged(instance, null);
        var run = BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(RunAt));
        var content = new byte[file.Length - ContentAt];
        using var aes = new AesGcm(_key, ContentAt - TagAt);
        try
        {
            aes.Decrypt(file.AsSpan(NonceAt, TagAt - NonceAt), file.AsSpan(ContentAt), file.AsSpan(TagAt, ContentAt - TagAt), content, Bound(instance, run));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw Damaged(instance, mismatch);
        }
        return new(run, content);
    }

    private static byte[] Bound(InstanceId instance, long run) => Encoding.UTF8.GetBytes($"NGS1/{instance}/{run}");

    private static StateDamagedException Damaged(InstanceId instance, Exception? inner) => new(
        $"The Terraform state of instance {instance} is damaged, or was written with another master key. Restore it, or the key, from a backup; nothing was changed.",
        inner);
}
