using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

public sealed class UserCommandsTests : CommandTest
{
    [Test]
    public async Task A_password_that_the_server_made_goes_to_output_alone_so_that_a_file_can_take_it()
    {
        Server.Answers("POST /api/v1/people", new JsonObject { ["person"] = new JsonObject { ["name"] = "ada" }, ["password"] = "made-by-the-server" }, 201);
        var ran = await Run("user", "add", "ada", "--display-name", "Ada Lovelace");
        Assert.That((ran.Exit, ran.Output), Is.EqualTo((0, "made-by-the-server\n")));
        Assert.That(ran.Error, Does.Contain("ada is added").And.Not.Contain("made-by"));
        Assert.That(JsonNode.Parse(Server.Requests.Single().Body)!.ToJsonString(), Is.EqualTo("""{"name":"ada","role":"researcher","displayName":"Ada Lovelace"}"""));
    }

    [Test]
    public async Task A_password_is_asked_for_and_never_a_flag()
    {
        Server.Answers("POST /api/v1/people", new JsonObject { ["person"] = new JsonObject { ["name"] = "root" }, ["password"] = null }, 201);
        Secret = "correct horse battery";
        var ran = await Run("user", "add", "root", "--role", "operator", "--ask-password");
        Assert.That((ran.Exit, ran.Output), Is.EqualTo((0, "")));
        Assert.That((string?)JsonNode.Parse(Server.Requests.Single().Body)!["password"], Is.EqualTo(Secret));
        Assert.That(ran.Error, Does.Not.Contain(Secret));

        Secret = "";
        Assert.That((await Run("user", "add", "root", "--ask-password")).Exit, Is.EqualTo(1));
        Assert.That((await Run("user", "add", "root", "--password", "x")).Exit, Is.EqualTo(2));
        Assert.That(Server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task People_are_listed_with_their_second_factors()
    {
        Server.Answers("GET /api/v1/people", new JsonArray(
            new JsonObject { ["name"] = "ada", ["displayName"] = "Ada Lovelace", ["role"] = "auditor", ["authenticator"] = true, ["passkeys"] = 2, ["locked"] = false },
            new JsonObject { ["name"] = "eve", ["displayName"] = "Eve", ["role"] = "researcher", ["authenticator"] = false, ["passkeys"] = 0, ["locked"] = true }));
        var ran = await Run("user", "list");
        Assert.That(ran.Output, Does.Match(@"ada\s+Ada Lovelace\s+auditor\s+authenticator, 2 passkeys\s+no").And.Match(@"eve\s+Eve\s+researcher\s+none\s+yes"));
    }

    [TestCase("lock")]
    [TestCase("unlock")]
    public async Task A_person_is_locked_and_unlocked_by_name(string verb)
    {
        Server.Answers($"POST /api/v1/people/a@b/{verb}", new JsonObject { ["name"] = "a@b" });
        var ran = await Run("user", verb, "a@b");
        Assert.That((ran.Exit, ran.Output), Is.EqualTo((0, verb == "lock" ? "a@b is locked, and signed out everywhere.\n" : "a@b may sign in again.\n")));
    }

    [Test]
    public async Task A_reset_shows_the_new_password_alone()
    {
        Server.Answers("POST /api/v1/people/ada/reset", new JsonObject { ["person"] = new JsonObject { ["name"] = "ada" }, ["password"] = "another" });
        Assert.That((await Run("user", "reset", "ada")).Output, Is.EqualTo("another\n"));
    }
}
