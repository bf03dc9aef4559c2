using System.Text.Json.Nodes;
using Nightingale.Actors.Instances;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.JupyterProxy;

/// <summary>What of a notebook's many requests is on record one by one, and what as a number.</summary>
public sealed class NotebookReadsTests : NotebookTest
{
    [Test]
    public async Task Reads_that_are_alike_are_on_record_once_before_the_answer_and_then_as_a_number()
    {
        for (var i = 0; i < 5; i++)
        {
            using var answer = await Get($"/static/{i}.js");
            Assert.That(await Opened(Gateway), Has.Count.EqualTo(1), "the first, and before its answer");
        }

        await Eventually.True(
            async () =>
            {
                Gateway.Time.Advance(TimeSpan.FromSeconds(5));
                return (await Opened(Gateway)).Count > 1;
            },
            Bound);
        var records = await Opened(Gateway);
        Assert.That((string)records[0]["path"]!, Is.EqualTo($"/i/{Id}/static/0.js"));
        Assert.That(records[0]["times"], Is.Null);
        Assert.That((int)records[1]["times"]!, Is.EqualTo(4));
        Assert.That((string)records[1]["traceId"]!, Is.EqualTo((string)records[0]["traceId"]!), "which of them it is like");
        Assert.That($"{records[1]["principal"]} {records[1]["outcome"]}", Is.EqualTo("user:researcher allowed"));

        using var later = await Get("/static/5.js");
        Assert.That(await Opened(Gateway), Has.Count.EqualTo(3), "a new minute begins with a record of its own");
    }

    [TestCase("GET", "/api/contents/patients.csv")]
    [TestCase("GET", "/files/patients.csv")]
    [TestCase("GET", "/terminals/1")]
    [TestCase("POST", "/api/kernels")]
    [TestCase("PUT", "/api/contents/a.ipynb")]
    public async Task What_opens_names_or_changes_something_is_on_record_each_time(string method, string path)
    {
        for (var i = 1; i <= 3; i++)
        {
            using var answer = await Gateway.Send(new(method), $"/i/{Id}{path}", Token);
            Assert.That(await Opened(Gateway), Has.Count.EqualTo(i));
        }
    }

    [Test]
    public async Task A_WebSocket_a_refusal_and_somebody_else_are_on_record_each_time()
    {
        using var first = await Get("/echo");
        using var socket = await Socket(Token);
        using var another = await Socket(Token);
        Assert.That((await Opened(Gateway)).Select(record => (int)record["status"]!), Is.EqualTo(new[] { 200, 101, 101 }));
        using var other = await Get("/echo", await Gateway.Researcher());
        using var stranger = await Get("/echo", await Gateway.Researcher("clinic"));
        using var strangerAgain = await Get("/echo", await Gateway.Researcher("clinic"));
        Assert.That((await Opened(Gateway)).Skip(3).Select(record => (int)record["status"]!), Is.EqualTo(new[] { 200, 404, 404 }));
    }

    [Test]
    public async Task What_was_counted_is_written_when_the_gateway_ends()
    {
        var folder = Directory.CreateTempSubdirectory("nightingale-access-").FullName;
        var path = Path.Combine(folder, "access.jsonl");
        await using (var gateway = await TestGateway.Start(accessLog: path))
        {
            var token = await gateway.Researcher();
            var id = await gateway.Launched(token);
            await gateway.Instances.Happen(id, new InstanceEvent.Provisioned(SimpleInstances.Start, 1, new(Jupyter.Address, null, null)));
            await gateway.Instances.Happen(id, new InstanceEvent.BecameReady(SimpleInstances.Start, 1, SimpleInstances.Start));
            for (var i = 0; i < 3; i++) (await gateway.Get($"/i/{id}/echo", token)).Dispose();
        }

        Assert.That((int)JsonNode.Parse((await File.ReadAllLinesAsync(path))[^1])!["times"]!, Is.EqualTo(2));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<IReadOnlyList<JsonNode>> Opened(TestGateway gateway) =>
        [.. (await gateway.AccessLines()).Select(line => JsonNode.Parse(line)!).Where(record => (string?)record["operation"] == "openNotebook")];
}
