using System.Security.Cryptography;
using System.Text;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The key that signs checkpoints: <c>keys/checkpoint.pem</c> in the data folder, or <c>checkpoint.pem</c> in the cluster's, readable by its owner alone. Rotation replaces it; the public keys
/// of all of them are in the journal, each endorsed by the one before, so that who trusts the first can verify all.
/// </summary>
public sealed class CheckpointKeys : IDisposable
{
    /// <summary>The key's file in a cluster's folder, for who brings it to another.</summary>
    public const string FileName = "checkpoint.pem";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder;
    private ECDsa _private;

    private CheckpointKeys(string folder, ECDsa @private)
    {
        _folder = folder;
        _private = @private;
        Current = Public(@private);
    }

    /// <summary>The public half of the key that signs now, without an endorsement.</summary>
    public CheckpointKey Current { get; private set; }

    /// <summary>Makes a cluster's key, which its nodes find there.</summary>
    public static void Make(string clusterFolder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Store(clusterFolder, key);
    }

    /// <summary>Loads the key from the data folder, or makes one if there is none.</summary>
    internal static CheckpointKeys Load(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, "keys");
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (!File.Exists(Path.Combine(folder, FileName))) Store(folder, key);
        return Import(folder, key, "keys/checkpoint.pem in the data folder", "Restore it from a backup, or move it away to begin with a new one.");
    }

    /// <summary>Loads a cluster's key. A node makes none: no other node's key would endorse it.</summary>
    internal static CheckpointKeys LoadExisting(string clusterFolder) => File.Exists(Path.Combine(clusterFolder, FileName))
        ? Import(clusterFolder, ECDsa.Create(), "checkpoint.pem in the cluster's folder", "Restore it from the folder of 'cluster init', or from another node's.")
        : throw new JournalUnavailableException("The cluster's folder has no checkpoint.pem, the key that signs checkpoints. 'nightingale cluster init' makes it: bring it from there, or from another node's folder.");

    /// <summary>Signs with the current key.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> content) => _private.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Replaces the key with a new one that the old one endorses.</summary>
    /// <param name="publish">Stores the new public key in the journal; only then does the new key sign. If it throws, the old one goes on.</param>
    internal void Rotate(Action<CheckpointKey> publish)
    {
        var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            var key = Public(next);
            key = key with { EndorsedBy = Current.Id, Endorsement = Sign(key.Content()) };
            publish(key);
            Store(_folder, next);
            (_private, next) = (next, _private);
            Current = key;
        }
        finally
        {
            next.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _private.Dispose();

    private static CheckpointKeys Import(string folder, ECDsa key, string what, string mend)
    {
        try
        {
            key.ImportFromPem(File.ReadAllText(Path.Combine(folder, FileName)));
            return new(folder, key);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new JournalUnavailableException($"The key that signs checkpoints ({what}) is not readable as an ECDSA P-256 key. {mend}", fault);
        }
    }

    private static CheckpointKey Public(ECDsa key)
    {
        var publicKey = key.ExportSubjectPublicKeyInfo();
        return new(CheckpointKey.IdOf(publicKey), publicKey, EndorsedBy: null, Endorsement: null);
    }

    // Written beside its place and moved there, so that a crash leaves the old key or the new one.
    private static void Store(string folder, ECDsa key)
    {
        var fresh = Path.Combine(folder, FileName + ".new");
        File.Delete(fresh);
        using (var stream = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, Path.Combine(folder, FileName), overwrite: true);
    }
}
