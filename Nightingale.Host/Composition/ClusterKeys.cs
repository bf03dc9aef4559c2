using System.Security.Cryptography;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;

namespace Nightingale.Host.Composition;

/// <summary>What the nodes of a cluster have in common, and what tells this one from strangers.</summary>
/// <param name="MasterKey">The secret from which the others are derived: the same on all nodes.</param>
/// <param name="Tls">Who this node is; null where it has no certificate and talks on loopback only.</param>
public sealed record ClusterKeys(byte[] MasterKey, WireTls? Tls) : IDisposable
{
    private const int MasterKeyBytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the secret, the certificate authority and the key for checkpoints of a new cluster.</summary>
    /// <exception cref="StartupException">The folder has them already.</exception>
    public static void Make(string folder, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder, OwnerOnly);
        if (File.Exists(Path.Combine(folder, "master.key")))
            throw new StartupException("The folder has a cluster's keys already. Without them its secrets are lost, so they are not replaced; choose another folder.");
        var (certificate, key) = ClusterAuthority.Make(now);
        DataFolder.Write(Path.Combine(folder, "ca.pem"), certificate);
        DataFolder.Write(Path.Combine(folder, "ca.key"), key);
        CheckpointKeys.Make(folder);
        DataFolder.Write(Path.Combine(folder, "master.key"), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MasterKeyBytes)));
    }

    /// <summary>Signs a certificate for a node, and lays what it needs into a folder of its name.</summary>
    /// <returns>The folder, to be brought to the node.</returns>
    /// <exception cref="StartupException">The folder has no authority.</exception>
    public static async Task<string> Sign(string folder, string name, IReadOnlyList<string> hosts, DateTimeOffset now, CancellationToken cancel)
    {
        var authority = (await Read(folder, "ca.pem", cancel), await Read(folder, "ca.key", cancel));
        var (certificate, key) = ClusterAuthority.Sign(authority, name, hosts, now);
        var own = Path.Combine(folder, name);
        Directory.CreateDirectory(own, OwnerOnly);
        DataFolder.Write(Path.Combine(own, "ca.pem"), authority.Item1);
        DataFolder.Write(Path.Combine(own, "node.pem"), certificate);
        DataFolder.Write(Path.Combine(own, "node.key"), key);
        DataFolder.Write(Path.Combine(own, CheckpointKeys.FileName), await Read(folder, CheckpointKeys.FileName, cancel));
        DataFolder.Write(Path.Combine(own, "master.key"), await Read(folder, "master.key", cancel));
        return own;
    }

    /// <summary>Reads a node's keys.</summary>
    /// <exception cref="StartupException">They are not there, or damaged.</exception>
    public static async Task<ClusterKeys> Open(string folder, CancellationToken cancel)
    {
        var text = (await Read(folder, "master.key", cancel)).Trim();
        if (text.Length != 2 * MasterKeyBytes || !text.All(char.IsAsciiHexDigit)) throw new StartupException("The cluster's master.key is damaged: it must be 64 hexadecimal digits.");
        if (!File.Exists(Path.Combine(folder, "node.pem"))) return new(Convert.FromHexString(text), null);
        try
        {
            return new(Convert.FromHexString(text), new(await Read(folder, "ca.pem", cancel), await Read(folder, "node.pem", cancel), await Read(folder, "node.key", cancel)));
        }
        catch (CryptographicException damaged)
        {
            throw new StartupException("The node's certificate, its key or the authority's certificate is damaged. Make them again with 'nightingale cluster certificate'.", damaged);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Tls?.Dispose();

    private static async Task<string> Read(string folder, string name, CancellationToken cancel) => File.Exists(Path.Combine(folder, name))
        ? await File.ReadAllTextAsync(Path.Combine(folder, name), cancel)
        : throw new StartupException($"The cluster's folder has no {name}. Make it with 'nightingale cluster init', or name another with --cluster.");
}
