using Nightingale.Gateway.Keeping;
using Nightingale.Gateway.Sessions;
using Nightingale.Gateway.SignIn;

namespace Nightingale.Gateway.People;

/// <summary>What the gateway knows of people: who they are, where they are signed in, and how they may.</summary>
/// <param name="Store">The people.</param>
/// <param name="Sessions">Where they are signed in.</param>
/// <param name="Sealing">Encrypts what must be read again.</param>
/// <param name="SignIn">What operators chose.</param>
public sealed record PeopleServices(PersonStore Store, SessionStore Sessions, Sealing Sealing, SignInOptions SignIn) : IDisposable
{
    /// <summary>Opens both stores.</summary>
    /// <param name="people">Where people are kept.</param>
    /// <param name="sessions">Where sessions are kept.</param>
    /// <param name="masterKey">The secret from which the others are derived.</param>
    /// <param name="options">What operators chose.</param>
    /// <param name="time">The clock.</param>
    /// <param name="goodFor">How long what was read is believed without another <see cref="Refresh"/>; null: always.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="KeepException">They cannot be read.</exception>
    public static async Task<PeopleServices> Open(
        IRecordKeep<Person> people, IRecordKeep<Session> sessions, byte[] masterKey, SignInOptions options, TimeProvider time, TimeSpan? goodFor = null, CancellationToken stop = default) =>
        new(
            await PersonStore.Open(people, new(options.PasswordIterations), time, goodFor, stop),
            await SessionStore.Open(sessions, options.Limits, time, goodFor, stop),
            new(masterKey),
            options);

    /// <summary>Reads both stores again: another node may have changed them.</summary>
    /// <exception cref="KeepException">They cannot be read.</exception>
    public async Task Refresh(CancellationToken stop)
    {
        await Store.Refresh(stop);
        await Sessions.Refresh(stop);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Store.Dispose();
        Sessions.Dispose();
    }
}
