using System.Text.Json.Nodes;
using Nightingale.Host.Commands;
using Nightingale.Host.Composition;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

public sealed class NodeCommandsTests : CommandTest
{
    private readonly List<NodeOptions> _started = [];
    private int _stopped;

    [SetUp]
    public void NoNodes()
    {
        _started.Clear();
        _stopped = 0;
    }

    [Test]
    public async Task Up_tells_where_it_is_and_a_signal_shuts_it_down_in_order()
    {
        using var signal = new CancellationTokenSource();
        Starter = Node(new TaskCompletionSource().Task, started: () => signal.CancelAsync());
        var ran = await RunAs(["up", "--data", Data, "--port", "0"], signal.Token);
        Assert.That(ran.Exit, Is.Zero, ran.Error);
        Assert.That(ran.Output, Does.Contain($"http://localhost:{Server.Url.Port}/").And.Contain("operator.token").And.Not.Contain("secret-of-this-node"));
        Assert.That((_stopped, _started.Single().Port, _started.Single().DataFolder), Is.EqualTo((1, 0, Data)));
    }

    [Test]
    public async Task Up_is_told_where_people_see_it()
    {
        Starter = Node(Task.CompletedTask);
        await RunAs(["up", "--public-url", "https://nightingale.example", "--instance-domain", "notebooks.example"]);
        await RunAs(["up"]);
        Assert.That(
            _started.Select(options => (options.PublicUrl, options.InstanceDomain)),
            Is.EqualTo(new[] { ("https://nightingale.example", "notebooks.example"), ((string?)null, "localhost") }));
    }

    [Test]
    public async Task Up_that_cannot_start_says_why_in_one_sentence()
    {
        Starter = (_, _) => throw new StartupException("Another node uses this folder.");
        var ran = await RunAs(["up"]);
        Assert.That((ran.Exit, ran.Error), Is.EqualTo((1, "Another node uses this folder.\n")));
    }

    [Test]
    public async Task Up_without_a_folder_takes_the_persons_own()
    {
        Environment["HOME"] = "/home/ada";
        Starter = Node(Task.CompletedTask);
        await RunAs(["up"]);
        Environment["XDG_DATA_HOME"] = "/data";
        await RunAs(["up"]);
        Assert.That(_started.Select(options => options.DataFolder), Is.EqualTo(new[] { "/home/ada/.local/share/nightingale", "/data/nightingale" }));
    }

    [Test]
    public async Task The_demo_lives_a_whole_life_and_leaves_nothing()
    {
        Live();
        Starter = Node(Task.CompletedTask);
        var ran = await RunAs(["demo"]);
        Assert.That(ran.Exit, Is.Zero, ran.Output + ran.Error);
        Assert.That(ran.Output, Does.Contain("42").And.Contain("interval 1").And.Contain("Total 0.01 EUR").And.Contain("is intact").And.Contain("SECONDS"));
        Assert.That((_stopped, Directory.Exists(_started.Single().DataFolder)), Is.EqualTo((1, false)));
    }

    [Test]
    public async Task The_demos_times_are_data_if_asked_for()
    {
        Live();
        Starter = Node(Task.CompletedTask);
        var ran = await RunAs(["demo", "--json"]);
        Assert.That(ran.Exit, Is.Zero, ran.Error);
        Assert.That(ran.Json["steps"]!.AsArray(), Has.Count.EqualTo(8));
        Assert.That(ran.Error, Does.Contain("42").And.Contain("is intact"));
    }

    [Test]
    public async Task The_demo_fails_where_a_cell_prints_something_else()
    {
        Live("ready", "deleted");
        Server.Answers("GET /api/v1/instances", Page(Instance("ready", 2)));
        Starter = Node(Task.CompletedTask, printed: "43");
        var ran = await RunAs(["demo"]);
        Assert.That((ran.Exit, _stopped, Directory.Exists(_started.Single().DataFolder)), Is.EqualTo((1, 1, false)));
        Assert.That(ran.Error, Does.Contain("43"));
    }

    [Test]
    public async Task The_demo_keeps_its_folder_where_it_cannot_delete_what_runs()
    {
        Live("ready", "failed");
        Server.Answers("GET /api/v1/instances", Page(Instance("ready", 2)));
        Starter = Node(Task.CompletedTask, printed: "43");
        var ran = await RunAs(["demo"]);
        var folder = _started.Single().DataFolder;
        Assert.That((ran.Exit, Directory.Exists(folder)), Is.EqualTo((1, true)));
        Assert.That(ran.Error, Does.Contain("could not be deleted"));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task The_demo_keeps_its_folder_if_asked_to()
    {
        Live();
        Starter = Node(Task.CompletedTask);
        var ran = await RunAs(["demo", "--keep"]);
        var folder = _started.Single().DataFolder;
        Assert.That((ran.Exit, Directory.Exists(folder)), Is.EqualTo((0, true)));
        Assert.That(ran.Output, Does.Contain(folder));
        Directory.Delete(folder, recursive: true);
    }

    private RunningNode.Starter Node(Task completion, string printed = "42", Func<Task>? started = null) => async (options, _) =>
    {
        _started.Add(options);
        if (started is not null) await started();
        return new(Server.Url, Path.Combine(Data, "operator.token"), (_, _, _) => Task.FromResult(printed), completion, () =>
        {
            _stopped++;
            return ValueTask.CompletedTask;
        });
    };

    // Each time that the instance is asked for it is one step further.
    private void Live(params string[] phases)
    {
        var path = $"/api/v1/instances/{Id}";
        Server.Answers("POST /api/v1/instances", Instance("provisioning"), 202);
        string[] all = phases.Length > 0 ? phases : ["ready", "ready", "stopped", "deleted"];
        foreach (var (step, phase) in all.Index()) Server.Answers($"GET {path}", Instance(phase, 2 * (step + 1)));
        Server.Answers($"POST {path}/stop", Instance("stopping", 3), 202).Answers($"DELETE {path}", Instance("deleting", 5), 202);
        Server.Tells(("reset", []));
        var interval = new JsonObject { ["number"] = 1, ["from"] = "2026-03-01T09:00:00Z", ["to"] = "2026-03-01T09:00:10Z" };
        Server.Answers($"GET {path}/events", Page(new JsonObject { ["sequence"] = 1, ["data"] = new JsonObject { ["interval"] = interval } }));
        Server.Answers("GET /api/v1/accounts/default/usage", new JsonObject
        {
            ["from"] = "2026-02-01",
            ["to"] = "2026-03-01",
            ["currency"] = "EUR",
            ["total"] = 0.01m,
            ["days"] = new JsonArray(new JsonObject { ["day"] = "2026-03-01", ["instance"] = Id, ["seconds"] = 10, ["amount"] = 0.01m }),
        });
        Server.Answers("GET /api/v1/journal/verify", new JsonObject { ["intact"] = true, ["events"] = 9, ["entities"] = 2, ["firstProblem"] = null });
    }
}
