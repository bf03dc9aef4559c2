using System.Net;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Keeping;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Sessions;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.SignIn;

public sealed class SessionTests : GatewayTest
{
    private const string Sessions = "/api/v1/sessions";

    [Test]
    public async Task A_session_ends_when_it_is_not_used_and_at_its_end_however_much_it_is()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        var used = QuickSignIn.SessionIdle - TimeSpan.FromSeconds(1);
        for (var at = used; at < QuickSignIn.SessionLife; at += used)
        {
            Gateway.Time.Advance(used);
            using var good = await ada.Get(Sessions);
            await HasStatus(good, HttpStatusCode.OK);
        }

        Gateway.Time.Advance(used);
        using var over = await ada.Get(Sessions);
        await IsProblem(over, ProblemKind.Unauthenticated);

        (await ada.SignIn("ada")).Dispose();
        Gateway.Time.Advance(QuickSignIn.SessionIdle);
        using var idle = await ada.Get(Sessions);
        await IsProblem(idle, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task Each_sign_in_has_a_secret_of_its_own_and_ends_the_session_that_the_browser_had()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        var before = ada.Session;
        (await ada.SignIn("ada")).Dispose();
        Assert.That(ada.Session, Is.Not.EqualTo(before));
        ada.Session = before;
        using var old = await ada.Get(Sessions);
        await IsProblem(old, ProblemKind.Unauthenticated);
    }

    [TestCase("nonsense")]
    [TestCase("s-0000000000000000.AAAA")]
    [TestCase(".")]
    [TestCase("{id}.")]
    [TestCase("{id}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cookie_that_is_not_ours_opens_nothing(string cookie)
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        ada.Session = cookie.Replace("{id}", ada.Session!.Split('.')[0], StringComparison.Ordinal);
        using var answer = await ada.Get(Sessions);
        await IsProblem(answer, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task People_see_and_end_their_own_sessions_and_operators_everybodys()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        using var eve = await Browser.SignedIn(Gateway, "eve", SystemRole.Auditor);
        using var root = await Browser.SignedIn(Gateway, "root", SystemRole.Operator);
        Assert.That(await Owners(ada), Is.EquivalentTo(new[] { "ada" }));
        Assert.That(await Owners(eve), Is.EquivalentTo(new[] { "eve" }));
        Assert.That(await Owners(root), Is.EquivalentTo(new[] { "ada", "eve", "root" }));

        var adas = $"{Sessions}/{ada.Session!.Split('.')[0]}";
        using var refused = await eve.Delete(adas);
        await IsProblem(refused, ProblemKind.NotFound);
        using var ended = await root.Delete(adas);
        await HasStatus(ended, HttpStatusCode.NoContent);
        using var after = await ada.Get(Sessions);
        await IsProblem(after, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task A_stream_ends_with_the_session_that_opened_it()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada", SystemRole.Operator);
        using var stream = await ada.Get("/api/v1/stream");
        Assert.That(stream.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.That(await lines.ReadLineAsync().WaitAsync(Bound), Is.Not.Null);

        await Gateway.People.Sessions.End(session => session.Person == "ada");
        var rest = lines.ReadToEndAsync();
        Assert.That(rest.IsCompleted, Is.False, "the control: it is noticed with the next news");
        await Gateway.Launched(await Gateway.Researcher());
        await rest.WaitAsync(Bound);
    }

    [Test]
    public async Task Sessions_survive_a_restart_and_their_secrets_are_not_in_the_file()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("nightingale-sessions-").FullName, "sessions.json");
        var time = new ManualTime();
        string cookie;
        using (var store = await SessionStore.Open(new RecordFile<Session>(file), QuickSignIn.Limits, time))
        {
            (var session, cookie) = await store.Begin("ada", "password", "127.0.0.1", "A browser");
            time.Advance(TimeSpan.FromMinutes(50));
            Assert.That(store.Use(cookie)!.Id, Is.EqualTo(session.Id));
            await store.SaveUses();
        }

        using var next = await SessionStore.Open(new RecordFile<Session>(file), QuickSignIn.Limits, time);
        time.Advance(TimeSpan.FromMinutes(50));
        Assert.That(next.Use(cookie)?.Person, Is.EqualTo("ada"), "its last use was saved");
        Assert.That(await File.ReadAllTextAsync(file), Does.Contain("\"ada\"").And.Not.Contain(cookie.Split('.')[1]));
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private static async Task<IEnumerable<string>> Owners(Browser browser)
    {
        using var list = await browser.Get(Sessions);
        return (await Json(list)).AsArray().Select(session => (string)session!["person"]!).ToList();
    }
}
