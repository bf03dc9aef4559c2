using Nightingale.Actors.Entities;

namespace Nightingale.Actors.Accounts;

/// <summary>What an account owes the world. It has no members: an account only counts, and others read what it counted.</summary>
public abstract record AccountWork : IWork
{
    private protected AccountWork()
    {
    }

    /// <inheritdoc/>
    public abstract string Key { get; }
}
