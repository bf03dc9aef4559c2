using System.Security.Cryptography;
using System.Text;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// One run's access to its instance's state: a user and a password that are good for this run alone, and the lock that the run
/// holds. When the run ends, or a newer one begins, both are gone.
/// </summary>
internal sealed class StateSession : IAsyncDisposable
{
    private readonly StateBackend _backend;
    private readonly byte[] _password;

    internal StateSession(StateBackend backend, InstanceId instance, long run)
    {
        _backend = backend;
        Instance = instance;
        Run = run;
        User = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var password = RandomNumberGenerator.GetHexString(64, lowercase: true);
        _password = Encoding.UTF8.GetBytes(password);
        var address = $"{backend.Address}/{instance}";
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TF_HTTP_ADDRESS"] = address,
            ["TF_HTTP_LOCK_ADDRESS"] = address,
            ["TF_HTTP_UNLOCK_ADDRESS"] = address,
            ["TF_HTTP_USERNAME"] = User,
            ["TF_HTTP_PASSWORD"] = password,
        };
    }

    /// <summary>Whose state it is.</summary>
    public InstanceId Instance { get; }

    /// <summary>The run.</summary>
    public long Run { get; }

    /// <summary>The name that tells the session.</summary>
    public string User { get; }

    /// <summary>The variables by which Terraform finds the state. They hold the password: never log them.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The lock that the run holds, as Terraform described it; null if it holds none. Guarded by the backend.</summary>
    internal StateLock? Lock { get; set; }

    /// <summary>Held while an upload is stored, so that whoever closes the session can wait for the last one.</summary>
    internal SemaphoreSlim Storing { get; } = new(1);

    /// <summary>Whether the password is this session's, in a time that tells nothing.</summary>
    public bool Knows(string password) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), _password);

    /// <summary>Ends the session and frees its lock; an upload that is being stored is stored first, and none is after that.</summary>
    public async ValueTask DisposeAsync() => await _backend.End(this);
}

/// <summary>A lock on a state.</summary>
/// <param name="Id">Terraform's id for it.</param>
/// <param name="Description">Terraform's JSON about it, which another that wants the lock is shown.</param>
internal sealed record StateLock(string Id, byte[] Description);
