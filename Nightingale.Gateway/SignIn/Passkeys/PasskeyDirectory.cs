using Microsoft.AspNetCore.Identity;
using Nightingale.Gateway.People;

namespace Nightingale.Gateway.SignIn.Passkeys;

/// <summary>The people as ASP.NET Core Identity asks for them, whose passkey ceremonies we use. The id of a person is the name, which never changes.</summary>
internal sealed class PasskeyDirectory(GatewayServices gateway) : IUserPasskeyStore<Person>
{
    private PersonStore Store => gateway.People.Store;

    public Task<string> GetUserIdAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.Name);

    public Task<string?> GetUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task<string?> GetNormalizedUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task SetUserNameAsync(Person user, string? userName, CancellationToken cancellationToken) => throw NeverChanges();

    public Task SetNormalizedUserNameAsync(Person user, string? normalizedName, CancellationToken cancellationToken) => throw NeverChanges();

    public Task<Person?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(Store.Find(userId));

    public Task<Person?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult(Store.Find(normalizedUserName));

    public async Task<IdentityResult> CreateAsync(Person user, CancellationToken cancellationToken) => await Store.Add(user) ? IdentityResult.Success : Conflict();

    public async Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancellationToken) =>
        await Store.Change(user.Name, current => current.Version == user.Version ? user : null) is not null ? IdentityResult.Success : Conflict();

    // Others must never get the name, which stands in journals: people are locked, not deleted.
    public async Task<IdentityResult> DeleteAsync(Person user, CancellationToken cancellationToken) =>
        await Store.Change(user.Name, current => current with { IsLocked = true }) is not null ? IdentityResult.Success : Conflict();

    public Task AddOrUpdatePasskeyAsync(Person user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => Store.Change(
        user.Name, current => current with { Passkeys = [.. current.Passkeys.Where(other => !Is(other, passkey.CredentialId)), Kept(passkey)] });

    public Task RemovePasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) =>
        Store.Change(user.Name, current => current with { Passkeys = [.. current.Passkeys.Where(passkey => !Is(passkey, credentialId))] });

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<IList<UserPasskeyInfo>>([.. user.Passkeys.Select(Told)]);

    public Task<Person?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult(Store.FindByPasskey(credentialId));

    public Task<UserPasskeyInfo?> FindPasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(user.Passkeys.FirstOrDefault(passkey => Is(passkey, credentialId)) is { } found ? Told(found) : null);

    public void Dispose()
    {
        // The store is the gateway's.
    }

    private static bool Is(Passkey passkey, byte[] id) => passkey.Id.AsSpan().SequenceEqual(id);

    private static Passkey Kept(UserPasskeyInfo told) => new(
        told.CredentialId, told.Name ?? "", told.PublicKey, told.CreatedAt, told.SignCount, told.Transports ?? [], told.IsUserVerified, told.IsBackupEligible, told.IsBackedUp, told.AttestationObject, told.ClientDataJson);

    private static UserPasskeyInfo Told(Passkey kept) =>
        new(kept.Id, kept.PublicKey, kept.CreatedAt, kept.SignCount, [.. kept.Transports], kept.IsUserVerified, kept.IsBackupEligible, kept.IsBackedUp, kept.Attestation, kept.ClientData) { Name = kept.Label };

    private static IdentityResult Conflict() => IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());

    private static InvalidOperationException NeverChanges() => new("A person's name never changes.");
}
