using System.Net;
using System.Text.Json.Nodes;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class LaunchTests : GatewayTest
{
    private const string Instances = "/api/v1/instances";

    private string _token = "";

    [SetUp]
    public async Task MakeToken() => _token = await Gateway.Researcher();

    [Test]
    public async Task A_launch_is_accepted_and_its_location_shows_the_instance()
    {
        using var answer = await Gateway.Post(Instances, _token, Launch());
        await HasStatus(answer, HttpStatusCode.Accepted);
        using var shown = await Gateway.Get(answer.Headers.Location!.ToString(), _token);
        await HasStatus(shown, HttpStatusCode.OK);
        Assert.That((await Json(shown)).ToJsonString(), Is.EqualTo((await Json(answer)).ToJsonString()));
    }

    [Test]
    public async Task An_instance_has_exactly_the_members_that_are_documented()
    {
        using var answer = await Gateway.Post(Instances, _token, Launch());
        var instance = (await Json(answer)).AsObject();
        Assert.That(instance.Select(member => member.Key), Is.EquivalentTo(new[]
        {
            "id", "name", "account", "owner", "target", "size", "market", "phase", "reason", "generation", "createdAt", "readyAt", "lastActivityAt",
            "url", "cost", "version", "kernels", "kernelsBusy", "ingressBytes", "egressBytes",
        }));
        Assert.That((string)instance["phase"]!, Is.EqualTo("provisioning"));
        Assert.That((string)instance["owner"]!, Is.EqualTo("user:researcher"));
        Assert.That(instance["size"]!.ToJsonString(), Is.EqualTo("""{"name":"small","cpus":1,"memoryGiB":1,"gpus":0,"diskGiB":10}"""));
    }

    [Test]
    public async Task A_data_set_is_refused_where_the_target_mounts_none()
    {
        Gateway.DatasetProblem = "No data sets here.";
        using var answer = await Gateway.Post(Instances, _token, Launch().Replace("}", ""","dataset":"scans"}""", StringComparison.Ordinal));
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { "dataset" }));
    }

    [Test]
    public async Task Everything_that_is_asked_for_reaches_the_instance()
    {
        using var answer = await Gateway.Post(Instances, _token, """
            {"name":"Über trial", "account":"lab", "target":"local", "size":{"cpus":1.5,"memoryGiB":2.5,"gpus":1,"diskGiB":20},
             "market":"spot", "dataset":"scans", "idleStop":"PT30M", "lifetime":"P1DT12H"}
            """);
        await HasStatus(answer, HttpStatusCode.Accepted);
        var launch = (InstanceCommand.Launch)Gateway.Instances.Asked.Single().Command;
        Assert.That(launch.Spec, Is.EqualTo(new InstanceSpec(
            "Über trial", "lab", "user:researcher", "local", new("custom", 1.5m, 2560, 1, 20), Market.Spot, null, "scans",
            TimeSpan.FromMinutes(30), TimeSpan.FromHours(36))));
        Assert.That(launch.At, Is.EqualTo(Gateway.Time.GetUtcNow()));
    }

    [Test]
    public async Task A_named_size_with_values_changed_is_an_object_with_a_name()
    {
        using var answer = await Gateway.Post(Instances, _token, """{"name":"one","account":"lab","target":"local","size":{"name":"small"}}""");
        await HasStatus(answer, HttpStatusCode.Accepted);
    }

    [Test]
    public async Task The_same_key_and_body_is_one_instance_however_often_it_comes()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var body in (string[])[Launch(), Launch(), """{ "size":"small", "target":"local", "name":"one", "account":"lab" }"""])
        {
            using var answer = await Gateway.Post(Instances, _token, body, ("Idempotency-Key", "k1"));
            await HasStatus(answer, HttpStatusCode.Accepted);
            ids.Add((string)(await Json(answer))["id"]!);
        }

        Assert.That(ids, Has.Count.EqualTo(1));
        Assert.That(await Gateway.Journal.HighestSequenceNr($"instance/{ids.Single()}"), Is.EqualTo(1));
    }

    [Test]
    public async Task Without_a_key_the_same_body_is_another_instance()
    {
        var first = await Gateway.Launched(_token);
        Assert.That(await Gateway.Launched(_token), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task The_same_key_with_another_body_is_refused_also_when_another_account_is_to_pay()
    {
        var both = await Gateway.Token(Role.Researcher, "lab", "clinic");
        using var first = await Gateway.Post(Instances, both, Launch(), ("Idempotency-Key", "k1"));
        await HasStatus(first, HttpStatusCode.Accepted);
        foreach (var body in (string[])[Launch(name: "two"), Launch(account: "clinic")])
        {
            using var answer = await Gateway.Post(Instances, both, body, ("Idempotency-Key", "k1"));
            await IsProblem(answer, ProblemKind.KeyReused);
        }
    }

    [Test]
    public async Task Keys_of_different_people_do_not_meet()
    {
        var alice = (await Gateway.Tokens.Create("alice", Role.Researcher, ["lab"], null, "system:test")).Secret;
        var bob = (await Gateway.Tokens.Create("bob", Role.Researcher, ["lab"], null, "system:test")).Secret;
        using var first = await Gateway.Post(Instances, alice, Launch(), ("Idempotency-Key", "k1"));
        using var second = await Gateway.Post(Instances, bob, Launch(), ("Idempotency-Key", "k1"));
        Assert.That((string)(await Json(first))["id"]!, Is.Not.EqualTo((string)(await Json(second))["id"]!));
    }

    [TestCase("")]
    [TestCase("two words")]
    [TestCase("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789!")]
    public async Task A_key_that_does_not_hold_is_refused(string key)
    {
        using var answer = await Gateway.Post(Instances, _token, Launch(), ("Idempotency-Key", key));
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Malformed)), Is.EqualTo(new[] { "Idempotency-Key" }));
        Assert.That(Gateway.Instances.Asked, Is.Empty);
    }

    [Test]
    public async Task An_account_of_others_is_refused_as_one_that_does_not_exist()
    {
        using var others = await Gateway.Post(Instances, _token, Launch(account: "clinic"));
        using var nobodys = await Gateway.Post(Instances, _token, Launch(account: "nobody"));
        var first = (await IsProblem(others, ProblemKind.Forbidden)).AsObject();
        var second = (await IsProblem(nobodys, ProblemKind.Forbidden)).AsObject();
        first.Remove("traceId");
        second.Remove("traceId");
        Assert.That(first.ToJsonString(), Is.EqualTo(second.ToJsonString()));
    }

    [Test]
    public async Task An_operator_is_told_that_an_account_does_not_exist()
    {
        using var answer = await Gateway.Post(Instances, await Gateway.Token(Role.Operator), Launch(account: "nobody"));
        Assert.That(Fields(await IsProblem(answer, ProblemKind.UnknownAccount)), Is.EqualTo(new[] { "account" }));
    }

    [Test]
    public async Task Rights_smuggled_into_the_body_are_refused()
    {
        using var answer = await Gateway.Post(Instances, _token, """{"name":"one","account":"lab","target":"local","size":"small","owner":"user:root","role":"operator"}""");
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { "owner", "role" }));
    }

    [Test]
    public async Task Nothing_that_was_refused_reached_an_instance()
    {
        using var answer = await Gateway.Post(Instances, _token, "{}");
        var problem = await IsProblem(answer, ProblemKind.Invalid);
        Assert.That(Fields(problem), Is.EqualTo(new[] { "account", "name", "size", "target" }));
        Assert.That(Gateway.Instances.Asked, Is.Empty);
    }

    [Test]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        using var answer = await Gateway.Post(Instances, _token, """{"name":7,"account":["lab"],"target":null,"size":{"cpus":"two","colour":"red"},"idleStop":30,"extra":{}}""");
        var problem = await IsProblem(answer, ProblemKind.Invalid);
        Assert.That(Fields(problem), Is.EqualTo(new[] { "account", "extra", "idleStop", "name", "size.colour", "size.cpus" }));
        Assert.That(((JsonArray)problem["errors"]!["size.cpus"]!).Select(sentence => (string)sentence!), Is.EqualTo(new[] { "Must be a number." }));
    }
}
