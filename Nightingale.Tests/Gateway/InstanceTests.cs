using System.Net;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class InstanceTests : GatewayTest
{
    private string _token = "";
    private string _id = "";

    [SetUp]
    public async Task LaunchOne()
    {
        _token = await Gateway.Researcher();
        _id = await Gateway.Launched(_token);
    }

    [Test]
    public async Task A_life_through_every_command()
    {
        await Gateway.Instances.Happen(_id, new InstanceEvent.BecameReady(SimpleInstances.Start, 1, SimpleInstances.Start));
        Assert.That(await Command("restart"), Is.EqualTo("provisioning"));
        Assert.That(await Command("stop"), Is.EqualTo("stopping"));
        await Gateway.Instances.Happen(_id, new InstanceEvent.Stopped(SimpleInstances.Start, 2));
        Assert.That(await Command("start"), Is.EqualTo("provisioning"));
        Assert.That(await Command("resize", """{"size":{"cpus":2,"memoryGiB":4}}"""), Is.EqualTo("provisioning"));
        await Gateway.Instances.Happen(_id, new InstanceEvent.Quarantined(SimpleInstances.Start, "Lost too often."));
        Assert.That(await Command("release"), Is.EqualTo("provisioning"));
        using var deleted = await Gateway.Send(HttpMethod.Delete, Address(), _token);
        await HasStatus(deleted, HttpStatusCode.Accepted);
        Assert.That((string)(await Json(deleted))["phase"]!, Is.EqualTo("deleting"));
    }

    [Test]
    public async Task What_is_not_possible_now_is_refused_in_the_instances_own_words()
    {
        using var answer = await Gateway.Post(Address("start"), _token);
        var problem = await IsProblem(answer, ProblemKind.Conflict);
        Assert.That((string)problem["detail"]!, Is.EqualTo("It is Provisioning and cannot do Start."));
    }

    [Test]
    public async Task A_command_with_a_key_is_done_once_and_the_key_serves_no_other_command()
    {
        for (var i = 0; i < 2; i++)
        {
            using var answer = await Gateway.Post(Address("stop"), _token, headers: ("Idempotency-Key", "k1"));
            await HasStatus(answer, HttpStatusCode.Accepted);
        }

        using var other = await Gateway.Post(Address("start"), _token, headers: ("Idempotency-Key", "k1"));
        await IsProblem(other, ProblemKind.KeyReused);
        using var control = await Gateway.Post(Address("stop"), _token);
        await IsProblem(control, ProblemKind.Conflict);
    }

    [Test]
    public async Task A_resize_checks_the_size()
    {
        using var missing = await Gateway.Post(Address("resize"), _token, "{}");
        Assert.That(Fields(await IsProblem(missing, ProblemKind.Invalid)), Is.EqualTo(new[] { "size" }));
        using var wrong = await Gateway.Post(Address("resize"), _token, """{"size":"enormous"}""");
        Assert.That(Fields(await IsProblem(wrong, ProblemKind.Invalid)), Is.EqualTo(new[] { "size" }));
    }

    [Test]
    public async Task A_resize_leaves_what_it_does_not_name_as_it_is()
    {
        using var answer = await Gateway.Post(Address("resize"), _token, """{"size":{"diskGiB":50}}""");
        await HasStatus(answer, HttpStatusCode.Accepted);
        Assert.That(((InstanceCommand.Resize)Gateway.Instances.Asked.Last().Command).Size, Is.EqualTo(new Size("custom", 1, 1024, 0, 50)));
    }

    [Test]
    public async Task Another_accounts_instance_does_not_exist_whatever_one_does_to_it()
    {
        var other = await Gateway.Researcher("clinic");
        var nothing = $"/api/v1/instances/{SimpleInstances.Id(99)}";
        foreach (var (method, suffix, body) in Everything)
        {
            using var theirs = await Gateway.Send(method, Address() + suffix, other, body);
            using var nobodys = await Gateway.Send(method, nothing + suffix, other, body);
            var first = (await IsProblem(theirs, ProblemKind.NotFound)).AsObject();
            var second = (await IsProblem(nobodys, ProblemKind.NotFound)).AsObject();
            first.Remove("traceId");
            second.Remove("traceId");
            Assert.That(first.ToJsonString(), Is.EqualTo(second.ToJsonString()), suffix);
            using var control = await Gateway.Send(method, Address() + suffix, _token, body);
            Assert.That(control.StatusCode, Is.Not.EqualTo(HttpStatusCode.NotFound), suffix);
        }
    }

    [Test]
    public async Task The_list_shows_what_the_caller_may_see_page_by_page()
    {
        await Gateway.Launched(await Gateway.Researcher("clinic"), "clinic");
        for (var i = 0; i < 4; i++) await Gateway.Launched(_token, name: $"more {i}");
        await Gateway.Told("boot-6");

        var names = new List<string>();
        var after = "";
        do
        {
            using var answer = await Gateway.Get($"/api/v1/instances?limit=2{after}", _token);
            var page = await Json(answer);
            names.AddRange(page["items"]!.AsArray().Select(item => (string)item!["name"]!));
            after = page["next"] is { } next ? $"&after={next}" : "";
        }
        while (after.Length > 0);
        Assert.That(names, Is.EquivalentTo(new[] { "one", "more 0", "more 1", "more 2", "more 3" }));
    }

    [Test]
    public async Task The_list_is_narrowed_by_phase_and_by_account()
    {
        var clinic = await Gateway.Launched(await Gateway.Researcher("clinic"), "clinic");
        await Gateway.Instances.Happen(clinic, new InstanceEvent.BecameReady(SimpleInstances.Start, 1, SimpleInstances.Start));
        await Gateway.Told("boot-3");
        var all = await Gateway.Token(Role.Operator);
        Assert.That(await Ids("phase=ready", all), Is.EqualTo(new[] { clinic }));
        Assert.That(await Ids("account=lab", all), Is.EqualTo(new[] { _id }));
        Assert.That(await Ids("account=clinic", _token), Is.Empty);
        Assert.That(await Ids("", all), Is.EquivalentTo(new[] { _id, clinic }));
    }

    [Test]
    public async Task Events_come_in_pages()
    {
        using var stop = await Gateway.Post(Address("stop"), _token);
        await Gateway.Instances.Happen(_id, new InstanceEvent.Stopped(SimpleInstances.Start, 1));
        using var first = await Gateway.Get(Address("events?limit=2"), _token);
        var page = await Json(first);
        Assert.That(page["items"]!.AsArray().Select(item => (string)item!["type"]!), Is.EqualTo(new[] { "instance.launched.v1", "instance.stop-requested.v1" }));
        Assert.That((string)page["items"]![0]!["data"]!["Spec"]!["Name"]!, Is.EqualTo("one"));
        Assert.That((long)page["next"]!, Is.EqualTo(2));
        using var second = await Gateway.Get(Address("events?after=2&limit=2"), _token);
        page = await Json(second);
        Assert.That(page["items"]!.AsArray().Select(item => (long)item!["sequence"]!), Is.EqualTo(new[] { 3L }));
        Assert.That(page["next"], Is.Null);
        using var beyond = await Gateway.Get(Address("events?after=9223372036854775806"), _token);
        Assert.That((await Json(beyond))["items"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task Logs_are_plain_text_and_their_end_can_be_asked_for()
    {
        using var answer = await Gateway.Get(Address("logs?source=jupyter&tail=2"), _token);
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("Jupyter 4\nJupyter 5\n"));
    }

    [Test]
    public async Task A_log_whose_node_gives_no_answer_is_not_available_and_says_why()
    {
        Gateway.LogProblem = "The log lies on the node ada-1.";
        using var answer = await Gateway.Get(Address("logs?source=jupyter"), _token);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((string)(await TestGateway.Json(answer))["detail"]!, Does.StartWith("The log lies on the node ada-1."));
    }

    [TestCase("logs")]
    [TestCase("logs?source=passwd")]
    [TestCase("logs?source=jupyter&tail=0")]
    [TestCase("events?after=-1")]
    public async Task Logs_and_events_check_what_is_asked(string suffix)
    {
        using var answer = await Gateway.Get(Address(suffix), _token);
        await IsProblem(answer, ProblemKind.Malformed);
    }

    private static IEnumerable<(HttpMethod Method, string Suffix, string? Body)> Everything =>
    [
        (HttpMethod.Get, "", null), (HttpMethod.Get, "/events", null), (HttpMethod.Get, "/logs?source=jupyter", null),
        (HttpMethod.Post, "/start", null), (HttpMethod.Post, "/stop", null), (HttpMethod.Post, "/restart", null), (HttpMethod.Post, "/release", null),
        (HttpMethod.Post, "/resize", """{"size":"small"}"""), (HttpMethod.Delete, "", null),
    ];

    private string Address(string suffix = "") => $"/api/v1/instances/{_id}" + (suffix.Length > 0 ? "/" + suffix : "");

    private async Task<string> Command(string verb, string? body = null)
    {
        using var answer = await Gateway.Post(Address(verb), _token, body);
        await HasStatus(answer, HttpStatusCode.Accepted);
        Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo(Address()));
        return (string)(await Json(answer))["phase"]!;
    }

    private async Task<IEnumerable<string>> Ids(string query, string token)
    {
        using var answer = await Gateway.Get($"/api/v1/instances?{query}", token);
        return (await Json(answer))["items"]!.AsArray().Select(item => (string)item!["id"]!).ToList();
    }
}
