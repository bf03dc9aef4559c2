using Nightingale.Gateway.SignIn.Ldap;
using Nightingale.Host.Composition;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

public sealed class SignInConfigurationTests
{
    private DataFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = DataFolder.Open(Directory.CreateTempSubdirectory("nightingale-sign-in-").FullName);

    [TearDown]
    public void Remove() => Directory.Delete(_folder.Path, recursive: true);

    [Test]
    public async Task Without_a_file_nobody_but_we_vouches_for_people()
    {
        var options = await SignInConfiguration.Read(_folder, default);
        Assert.That((options.Oidc.Count, options.Ldap.Count, options.SessionIdle), Is.EqualTo((0, 0, TimeSpan.FromHours(1))));
    }

    [Test]
    public async Task Providers_and_directories_are_read_as_operators_write_them()
    {
        await File.WriteAllTextAsync(_folder.SignIn, """
            {
              "sessionIdle": "00:20:00",
              "oidc": [{ "name": "orcid", "issuer": "https://orcid.org", "clientId": "APP-1", "clientSecretFile": "/etc/nightingale/orcid.secret" }],
              "ldap": [{ "name": "campus", "host": "ldap.example", "security": "start-tls", "port": 389, "searchBase": "dc=example" }], // ours
            }
            """);
        var options = await SignInConfiguration.Read(_folder, default);
        Assert.That((options.SessionIdle, options.Oidc[0].Name, options.Oidc[0].CreatesPeople, options.Ldap[0].Security),
            Is.EqualTo((TimeSpan.FromMinutes(20), "orcid", false, LdapSecurity.StartTls)));
    }

    [TestCase("""{"sessionIdle":"00:00:01"}""", "SignIn:SessionIdle")]
    [TestCase("""{"oidc":[{"name":"A","issuer":"https://a.example","clientId":"x"}]}""", "called 'A'")]
    [TestCase("""{"oidc":[{"name":"a","issuer":"http://a.example","clientId":"x"}]}""", "https")]
    [TestCase("""{"ldap":[{"name":"a","host":"ldap.example","security":"none","searchBase":"x"}]}""", "in clear")]
    [TestCase("""{"odic":[]}""", "odic")]
    [TestCase("""{""", "sign-in.json")]
    public async Task What_does_not_hold_is_told_and_nothing_starts(string content, string told)
    {
        await File.WriteAllTextAsync(_folder.SignIn, content);
        Assert.That(async () => await SignInConfiguration.Read(_folder, default), Throws.TypeOf<StartupException>().With.Message.Contains(told));
    }
}
