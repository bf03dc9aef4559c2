using Nightingale.Gateway.Access;
using Nightingale.Gateway.Tokens;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway;

public sealed class TokenStoreTests
{
    private readonly ManualTime _time = new();
    private string _folder = "";

    private string Store => Path.Combine(_folder, "tokens.json");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("nightingale-tokens-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Tokens_and_their_last_use_survive_a_restart_and_secrets_are_not_in_the_file()
    {
        string secret;
        await using (var store = await TokenStore.Open(Store, _time))
        {
            (var token, secret) = await store.Create("alice", Role.Researcher, ["lab"], _time.GetUtcNow().AddDays(1), "user:root");
            store.Used(token);
        }

        Assert.That(await File.ReadAllTextAsync(Store), Does.Not.Contain(secret).And.Not.Contain(secret[4..]));
        Assert.That(File.GetUnixFileMode(Store), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await using var again = await TokenStore.Open(Store, _time);
        var found = again.Find(secret)!;
        Assert.That(found.Accounts, Is.EqualTo(new[] { "lab" }));
        Assert.That(again.All.Single().LastUsedAt, Is.EqualTo(_time.GetUtcNow()));
        Assert.That(again.Find(secret + "x"), Is.Null);
        Assert.That(again.Find(""), Is.Null);
    }

    [Test]
    public async Task A_token_that_cannot_be_saved_is_not_made_and_one_whose_end_cannot_be_saved_stays()
    {
        await using var store = await TokenStore.Open(Store, _time);
        var (token, secret) = await store.Create("alice", Role.Auditor, [], null, "user:root");
        Directory.CreateDirectory(Store + ".next");
        Assert.That(async () => await store.Create("bob", Role.Auditor, [], null, "user:root"), Throws.InstanceOf<TokenStoreException>());
        Assert.That(async () => await store.Revoke(token.Id), Throws.InstanceOf<TokenStoreException>());
        Assert.That(store.All, Has.Count.EqualTo(1));
        Assert.That(store.Find(secret), Is.Not.Null);
    }

    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("""{"version":2,"tokens":[]}""")]
    [TestCase("""{"version":1,"tokens":[{}]}""")]
    public async Task A_file_that_cannot_be_read_is_told_and_left_alone(string content)
    {
        await File.WriteAllTextAsync(Store, content);
        Assert.That(async () => await TokenStore.Open(Store, _time), Throws.InstanceOf<TokenStoreException>().With.Message.Not.Contains(_folder));
        Assert.That(await File.ReadAllTextAsync(Store), Is.EqualTo(content));
    }

    [Test]
    public async Task Secrets_do_not_repeat()
    {
        await using var store = await TokenStore.Open(Store, _time);
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 20; i++) secrets.Add((await store.Create("alice", Role.Auditor, [], null, "user:root")).Secret);
        Assert.That(secrets, Has.Count.EqualTo(20));
    }
}
