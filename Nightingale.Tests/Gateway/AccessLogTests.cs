using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway;

public sealed class AccessLogTests : GatewayTest
{
    [Test]
    public async Task Every_attempt_is_on_record_when_its_answer_arrives()
    {
        var token = await Gateway.Researcher();
        var id = await Gateway.Launched(token);
        using var refused = await Gateway.Get("/api/v1/journal/verify", token);
        using var anonymous = await Gateway.Get("/api/v1/instances?secret=x");
        using var misdirected = await Gateway.Send(HttpMethod.Get, "/healthz", headers: ("Host", "evil.example"));
        using var nowhere = await Gateway.Get("/api/v1/nothing", token);
        using var deleted = await Gateway.Send(HttpMethod.Delete, $"/api/v1/instances/{id}", token);

        var records = (await Gateway.AccessLines()).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.That(
            records.Select(record => $"{record["principal"]} {record["method"]} {record["path"]} {record["operation"]} {record["status"]} {record["outcome"]}"),
            Is.EqualTo(new[]
            {
                "user:researcher POST /api/v1/instances launchInstance 202 allowed",
                "user:researcher GET /api/v1/journal/verify verifyJournal 403 refused",
                " GET /api/v1/instances listInstances 401 refused",
                " GET /healthz  421 refused",
                "user:researcher GET /api/v1/nothing  404 refused",
                $"user:researcher DELETE /api/v1/instances/{id} deleteInstance 202 allowed",
            }));
        Assert.That(records.Select(record => (string)record["from"]!), Is.All.EqualTo("127.0.0.1"));
        Assert.That(string.Concat(await Gateway.AccessLines()), Does.Not.Contain(token).And.Not.Contain("secret"));
    }

    [Test]
    public async Task Nothing_is_done_off_the_record()
    {
        await using var gateway = await TestGateway.Start(accessLog: "/dev/full");
        var token = await gateway.Researcher();
        using var first = await gateway.Get("/api/v1/sizes", token);
        using var launch = await gateway.Post("/api/v1/instances", token, TestGateway.Launch());
        await IsProblem(launch, ProblemKind.Unavailable);
        Assert.That(gateway.Instances.Asked, Is.Empty);
        using var alive = await gateway.Get("/healthz");
        using var ready = await gateway.Get("/readyz");
        Assert.That(alive.StatusCode, Is.EqualTo(HttpStatusCode.OK), "the process lives");
        Assert.That((string)(await IsProblem(ready, ProblemKind.Unavailable))["detail"]!, Does.Contain("access log"));
    }

    [Test]
    public async Task What_could_not_be_recorded_is_recorded_as_soon_as_it_can_be()
    {
        var folder = Directory.CreateTempSubdirectory("nightingale-access-").FullName;
        var path = Path.Combine(folder, "later", "access.jsonl");
        using (var log = new AccessLog(path, NullLogger<AccessLog>.Instance))
        {
            Assert.That(log.Ready(), Is.False);
            log.Write(Attempt("/one"));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Assert.That(log.Ready(), Is.True);
            log.Write(Attempt("/two"));
        }

        var lines = await File.ReadAllLinesAsync(path);
        Assert.That(lines.Where(line => line.Length > 0).Select(line => (string)JsonNode.Parse(line)!["path"]!), Is.EqualTo(new[] { "/one", "/two" }));
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_path_with_line_ends_and_quotes_stays_one_record()
    {
        using var answer = await Gateway.Get("/a%0A%22%7D%0A{\"principal\":\"user:root\"}", await Gateway.Researcher());
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await Gateway.AccessLines(), Has.Length.EqualTo(1));
        Assert.That((string)JsonNode.Parse((await Gateway.AccessLines())[0])!["principal"]!, Is.EqualTo("user:researcher"));
    }

    private static AccessRecord Attempt(string path) =>
        new(new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero), null, null, "127.0.0.1", "GET", path, null, 404, AccessOutcome.Refused, "trace");
}
