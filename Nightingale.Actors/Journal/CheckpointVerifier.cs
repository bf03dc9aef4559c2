using System.Security.Cryptography;

namespace Nightingale.Actors.Journal;

/// <summary>Verifies the chain of checkpoints, their signatures, and by which right their keys sign.</summary>
/// <param name="trusted">The id of the key that the auditor trusts; null: the first one met.</param>
/// <param name="expected">The hash of a checkpoint that the auditor has kept, in hexadecimal; null: none.</param>
/// <param name="problems">Where problems go.</param>
internal sealed class CheckpointVerifier(string? trusted, string? expected, ProblemList problems) : IDisposable
{
    private readonly Dictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);
    private ReadOnlyMemory<byte> _last = HashChain.Origin;
    private bool _expectedSeen;

    /// <summary>The last checkpoint's number, which is how many there are.</summary>
    public long Number { get; private set; }

    /// <summary>The last checkpoint's hash; null if there is none.</summary>
    public string? Hash => Number == 0 ? null : Convert.ToHexStringLower(_last.Span);

    /// <summary>When the last checkpoint whose signature holds was signed; null if there is none.</summary>
    public DateTimeOffset? SignedAt { get; private set; }

    /// <summary>Looks at a key: it may sign if it is the trusted one, or if one that may endorses it.</summary>
    public void See(CheckpointKey key)
    {
        var first = _keys.Count == 0 && trusted is null;
        if (CheckpointKey.IdOf(key.PublicKey.Span) != key.Id) problems.Add(new($"Key {key.Id} is another key than its name says."));
        else if (first || key.Id == trusted || Endorsed(key)) Admit(key);
        else problems.Add(new($"Key {key.Id} is neither trusted nor endorsed by a key that is: what it signs counts for nothing."));
    }

    /// <summary>Looks at the next checkpoint.</summary>
    /// <returns>Whether what it says of the shards was signed, so that it can be held against the events.</returns>
    public bool See(Checkpoint checkpoint)
    {
        var content = checkpoint.Content();
        var signed = Verifies(checkpoint.KeyId, content, checkpoint.Signature.Span);
        if (!signed) Report(checkpoint, $"was rewritten, or key {checkpoint.KeyId} that it names counts for nothing: its signature does not hold");
        else if (!checkpoint.Hash.Span.SequenceEqual(SHA256.HashData(content))) Report(checkpoint, "was rewritten: its hash does not hold");
        else if (checkpoint.Number != Number + 1) Report(checkpoint, $"follows checkpoint {Number}: what was between them is missing");
        else if (!checkpoint.Previous.Span.SequenceEqual(_last.Span)) Report(checkpoint, $"was signed after another checkpoint {Number} than the one that is here");
        if (signed) SignedAt = checkpoint.At;
        Number = checkpoint.Number;
        _last = checkpoint.Hash;
        _expectedSeen |= string.Equals(expected, Hash, StringComparison.OrdinalIgnoreCase);
        return signed;
    }

    /// <summary>Says, at the end, whether the checkpoint that the auditor kept was among them.</summary>
    public void End()
    {
        if (expected is not null && !_expectedSeen)
            problems.Add(new($"The checkpoint {expected} that you kept is not in this journal: it was cut off before it, or its past was rewritten."));
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
    }

    private bool Endorsed(CheckpointKey key) =>
        key is { EndorsedBy: { } by, Endorsement: { } endorsement } && Verifies(by, key.Content(), endorsement.Span);

    private void Report(Checkpoint checkpoint, string what) => problems.Add(new($"Checkpoint {checkpoint.Number} {what}."));

    private bool Verifies(string keyId, byte[] content, ReadOnlySpan<byte> signature) =>
        _keys.TryGetValue(keyId, out var key) && key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private void Admit(CheckpointKey key)
    {
        var imported = ECDsa.Create();
        try
        {
            imported.ImportSubjectPublicKeyInfo(key.PublicKey.Span, out _);
            if (_keys.TryAdd(key.Id, imported)) return;
        }
        catch (CryptographicException)
        {
            problems.Add(new($"Key {key.Id} is not readable."));
        }

        imported.Dispose();
    }
}
