using Nightingale.Gateway.Keeping;

namespace Nightingale.Gateway.People;

/// <summary>The people who may sign in. Safe for concurrent use.</summary>
public sealed class PersonStore : IDisposable
{
    // No name can be this one. Wrong guesses at unknown names are counted under it, so that they take the path and the time of those at known ones.
    private const string DecoyName = "?";

    private readonly RecordStore<Person> _records;

    private PersonStore(RecordStore<Person> records, Passwords passwords) => (_records, Passwords) = (records, passwords);

    /// <summary>How passwords are hashed.</summary>
    public Passwords Passwords { get; }

    /// <summary>Nobody: who has a password that nobody knows.</summary>
    public Person Decoy => _records.Find(DecoyName)!;

    /// <summary>Every person, by name.</summary>
    public IReadOnlyList<Person> All => [.. _records.All.Where(person => person.Name != DecoyName).OrderBy(person => person.Name, StringComparer.Ordinal)];

    /// <summary>Opens the store.</summary>
    /// <param name="keep">Where people are kept.</param>
    /// <param name="passwords">How passwords are hashed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="goodFor">How long what was read is believed without another <see cref="Refresh"/>; null: always.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="KeepException">They cannot be read.</exception>
    public static async Task<PersonStore> Open(IRecordKeep<Person> keep, Passwords passwords, TimeProvider time, TimeSpan? goodFor = null, CancellationToken stop = default)
    {
        var records = new RecordStore<Person>(keep, time, goodFor);
        await records.Refresh(stop);
        if (records.Find(DecoyName) is null)
        {
            var decoy = new Person(DecoyName, "", Role: null, time.GetUtcNow(), "system");
            if (!await records.Add(decoy with { PasswordHash = passwords.Hash(decoy, Passwords.New()) })) await records.Refresh(stop);
        }

        return new(records, passwords);
    }

    /// <summary>The person of this name; null if there is none.</summary>
    /// <exception cref="KeepException">People were not confirmed for too long.</exception>
    public Person? Find(string name) => name == DecoyName ? null : _records.Find(name);

    /// <summary>Whether a person is still what they were: not locked, and with the same role, as far as is known.</summary>
    public bool Stands(Person person) => !_records.IsStale && Find(person.Name) is { IsLocked: false } now && now.Role == person.Role;

    /// <summary>The person whom a provider names so; null if there is none.</summary>
    public Person? Find(ExternalLogin login) => All.FirstOrDefault(person => person.ExternalLogins.Contains(login));

    /// <summary>The person with this passkey; null if there is none.</summary>
    public Person? FindByPasskey(byte[] id) => All.FirstOrDefault(person => person.Passkeys.Any(passkey => passkey.Id.AsSpan().SequenceEqual(id)));

    /// <summary>Adds a person.</summary>
    /// <returns>Whether it was added: not if somebody has the name, in whatever case.</returns>
    /// <exception cref="KeepException">It could not be kept.</exception>
    public async Task<bool> Add(Person person) =>
        !All.Any(other => string.Equals(other.Name, person.Name, StringComparison.OrdinalIgnoreCase)) && await _records.Add(person);

    /// <summary>Changes a person, from what is kept at that moment on.</summary>
    /// <returns>What is kept now; null if there is nobody of that name, or the change was none.</returns>
    /// <exception cref="KeepException">It could not be kept.</exception>
    public Task<Person?> Change(string name, Func<Person, Person?> change) => _records.Change(name, change);

    /// <summary>Reads people again: another node may have changed them.</summary>
    /// <exception cref="KeepException">They cannot be read.</exception>
    public Task Refresh(CancellationToken stop) => _records.Refresh(stop);

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();
}
