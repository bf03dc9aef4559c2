using Nightingale.Gateway.People;

namespace Nightingale.Gateway.SignIn.Ldap;

/// <summary>Whether a name and a password are somebody's in a directory, and who that is here. How many guesses it takes is the directory's to limit, besides the limit for each address.</summary>
internal sealed class LdapCheck(GatewayServices gateway, OutsidePeople outside)
{
    /// <summary>The directory of a name, if it is configured.</summary>
    public LdapDirectory? Find(string name) => gateway.People.SignIn.Ldap.FirstOrDefault(directory => directory.Name == name);

    /// <summary>Looks at an attempt.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="name">As the directory knows them.</param>
    /// <param name="password">The directory's.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="LdapUnavailableException">The directory cannot say.</exception>
    public async Task<SignInOutcome> Check(LdapDirectory directory, string name, string password, CancellationToken cancel)
    {
        if (await LdapClient.Bind(directory, name, password, cancel) is not { } entry) return new SignInOutcome.Refused();
        var login = new ExternalLogin(directory.Name, entry.Dn.ToLowerInvariant());
        return await outside.Find(login, directory.CreatesPeople, entry.Name, entry.DisplayName) is { } person
            ? new SignInOutcome.Proved(person, directory.Name)
            : new SignInOutcome.Refused();
    }
}
