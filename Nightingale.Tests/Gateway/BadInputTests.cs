using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class BadInputTests : GatewayTest
{
    private const string Instances = "/api/v1/instances";

    private string _token = "";

    private protected override bool Shared => true;

    [OneTimeSetUp]
    public async Task MakeToken() => _token = await Gateway.Researcher();

    [TearDown]
    public void AnswerAgain() => (Gateway.Instances.Silent, Gateway.Instances.Fault) = (false, null);

    [TestCase("""{"name":""}""", "name")]
    [TestCase("""{"name":" one"}""", "name")]
    [TestCase("""{"name":"a\u0000b"}""", "name")]
    [TestCase("""{"name":"a\nb"}""", "name")]
    [TestCase("""{"name":"0123456789012345678901234567890123456789012345678901234567890123"}""", "name")]
    [TestCase("""{"name":true}""", "name")]
    [TestCase("""{"target":"moon"}""", "target")]
    [TestCase("""{"target":{}}""", "target")]
    [TestCase("""{"size":"enormous"}""", "size")]
    [TestCase("""{"size":3}""", "size")]
    [TestCase("""{"size":""}""", "size")]
    [TestCase("""{"size":[]}""", "size")]
    [TestCase("""{"size":{}}""", "size")]
    [TestCase("""{"size":{"cpus":0,"memoryGiB":1}}""", "size")]
    [TestCase("""{"size":{"cpus":-1,"memoryGiB":1}}""", "size")]
    [TestCase("""{"size":{"cpus":1e99,"memoryGiB":1}}""", "size.cpus")]
    [TestCase("""{"size":{"cpus":1,"memoryGiB":-1}}""", "size.memoryGiB")]
    [TestCase("""{"size":{"cpus":1,"memoryGiB":0.0001}}""", "size.memoryGiB")]
    [TestCase("""{"size":{"cpus":1,"memoryGiB":9999999999}}""", "size.memoryGiB")]
    [TestCase("""{"size":{"cpus":1,"memoryGiB":1,"gpus":0.5}}""", "size.gpus")]
    [TestCase("""{"size":{"cpus":1,"memoryGiB":1,"diskGiB":99999999999}}""", "size.diskGiB")]
    [TestCase("""{"market":"auction"}""", "market")]
    [TestCase("""{"market":0}""", "market")]
    [TestCase("""{"dataset":""}""", "dataset")]
    [TestCase("""{"idleStop":"30m"}""", "idleStop")]
    [TestCase("""{"idleStop":"P1M"}""", "idleStop")]
    [TestCase("""{"idleStop":"P1Y"}""", "idleStop")]
    [TestCase("""{"idleStop":"-PT1M"}""", "idleStop")]
    [TestCase("""{"idleStop":"PT0S"}""", "idleStop")]
    [TestCase("""{"lifetime":"P99999999999999D"}""", "lifetime")]
    [TestCase("""{"lifetime":""}""", "lifetime")]
    [TestCase("""{"Name":"one"}""", "Name")]
    [TestCase("""{"__proto__":{}}""", "__proto__")]
    public async Task A_field_that_does_not_hold_is_named(string change, string field)
    {
        using var answer = await Gateway.Post(Instances, _token, With(change));
        var problem = await IsProblem(answer, ProblemKind.Invalid);
        Assert.That(Fields(problem), Is.EqualTo(new[] { field }));
        Assert.That(problem.ToJsonString(), Does.Not.Contain("System.").And.Not.Contain("Nightingale."));
    }

    [TestCase("name")]
    [TestCase("account")]
    [TestCase("target")]
    [TestCase("size")]
    public async Task A_missing_field_is_named(string field)
    {
        foreach (var gone in (string[])[With("{}", without: field), With($$"""{"{{field}}":null}""")])
        {
            using var answer = await Gateway.Post(Instances, _token, gone);
            Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { field }));
        }
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("\"text\"")]
    [TestCase("{} {}")]
    [TestCase("{'name':'one'}")]
    [TestCase("{\"name\":\"one\",}")]
    [TestCase("// comment\n{}")]
    [TestCase("{\"name\":\"one\",\"name\":\"two\"}")]
    [TestCase("{\"name\":\"\\ud800\"}")]
    [TestCase("{\"name\":NaN}")]
    [TestCase("{\"\\ud800\":1}")]
    public async Task What_is_no_json_object_is_refused(string body)
    {
        using var answer = await Gateway.Post(Instances, _token, body);
        var problem = await IsProblem(answer, body.Contains(":\"\\ud800", StringComparison.Ordinal) ? ProblemKind.Invalid : ProblemKind.Malformed);
        Assert.That(problem.ToJsonString(), Does.Not.Contain("System."));
    }

    [Test]
    public async Task Bytes_that_are_no_utf8_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Instances) { Content = new ByteArrayContent([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = new("Bearer", _token);
        using var answer = await Gateway.Client.SendAsync(request);
        await IsProblem(answer, ProblemKind.Malformed);
    }

    [Test]
    public async Task Deep_json_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000);
        using var answer = await Gateway.Post(Instances, _token, deep);
        await IsProblem(answer, ProblemKind.Malformed);
    }

    [Test]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_told_or_not()
    {
        var large = With($$"""{"dataset":"{{new string('x', 70_000)}}"}""");
        using var told = await Gateway.Post(Instances, _token, large);
        await IsProblem(told, ProblemKind.TooLarge);

        using var chunked = new HttpRequestMessage(HttpMethod.Post, Instances) { Content = new StringContent(large, Encoding.UTF8, "application/json") };
        chunked.Headers.TransferEncodingChunked = true;
        chunked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using var untold = await Gateway.Client.SendAsync(chunked).WaitAsync(Bound);
        await IsProblem(untold, ProblemKind.TooLarge);
    }

    [Test]
    public async Task A_body_just_under_the_limit_is_read()
    {
        using var answer = await Gateway.Post(Instances, _token, With($$"""{"dataset":"{{new string('x', 60_000)}}"}"""));
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { "dataset" }));
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/xml")]
    public async Task A_body_that_is_not_declared_to_be_json_is_refused(string mediaType)
    {
        using var answer = await Gateway.Send(HttpMethod.Post, Instances, _token, Launch(), mediaType);
        await IsProblem(answer, ProblemKind.UnsupportedMediaType);
    }

    [Test]
    public async Task A_launch_without_a_body_is_refused()
    {
        using var answer = await Gateway.Post(Instances, _token);
        await IsProblem(answer, ProblemKind.UnsupportedMediaType);
    }

    [TestCase("nonsense")]
    [TestCase("00000000-0000-0000-0000-000000000000")]
    [TestCase("{00000001-0002-0003-0405-060708090a0b}")]
    [TestCase("0000000100020003040506070809 0a0b")]
    [TestCase("..%2f..%2fetc%2fpasswd")]
    [TestCase("%2e%2e")]
    [TestCase("1;drop")]
    [TestCase("a%00b")]
    public async Task An_id_that_names_nothing_is_not_found(string id)
    {
        foreach (var path in (string[])[$"{Instances}/{id}", $"{Instances}/{id}/events", $"{Instances}/{id}/logs?source=jupyter"])
        {
            using var answer = await Gateway.Get(path, _token);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound).Or.EqualTo(HttpStatusCode.BadRequest), path);
        }
    }

    [TestCase("POST", "/api/v1/instances/00000001-0002-0003-0405-060708090a0b")]
    [TestCase("PUT", "/api/v1/instances")]
    [TestCase("DELETE", "/api/v1/instances")]
    [TestCase("PATCH", "/api/v1/sizes")]
    [TestCase("HEAD", "/api/v1/sizes")]
    [TestCase("TRACE", "/api/v1/sizes")]
    public async Task A_method_that_an_address_does_not_take_is_refused(string method, string path)
    {
        using var answer = await Gateway.Send(new(method), path, _token);
        if (method == "HEAD") await HasStatus(answer, HttpStatusCode.MethodNotAllowed);
        else await IsProblem(answer, ProblemKind.MethodNotAllowed);
        Assert.That(answer.Content.Headers.Allow, Is.Not.Empty);
    }

    [TestCase("/nothing")]
    [TestCase("/api/v1/nothing")]
    [TestCase("/api/v2/instances")]
    [TestCase("/openapi/v2.json")]
    public async Task An_address_where_nothing_lies_is_not_found(string path)
    {
        using var answer = await Gateway.Get(path, _token);
        await IsProblem(answer, ProblemKind.NotFound);
    }

    [TestCase("phase=happy", "phase")]
    [TestCase("phase=none", "phase")]
    [TestCase("phase=Ready", "phase")]
    [TestCase("limit=0", "limit")]
    [TestCase("limit=501", "limit")]
    [TestCase("limit=-1", "limit")]
    [TestCase("limit=ten", "limit")]
    [TestCase("limit=99999999999999999999", "limit")]
    [TestCase("limit=1&limit=2", "limit")]
    [TestCase("after=x", "after")]
    [TestCase("fase=ready", "fase")]
    [TestCase("token=secret", "token")]
    public async Task A_query_parameter_that_does_not_hold_is_named(string query, string field)
    {
        using var answer = await Gateway.Get($"{Instances}?{query}", _token);
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Malformed)), Is.EqualTo(new[] { field }));
    }

    [Test]
    public async Task An_unavailable_instance_is_told_with_when_to_try_again()
    {
        var id = await Gateway.Launched(_token);
        Gateway.Instances.Silent = true;
        using var shown = await Gateway.Get($"{Instances}/{id}", _token);
        await IsProblem(shown, ProblemKind.Unavailable);
        Assert.That(shown.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
        using var launched = await Gateway.Post(Instances, _token, Launch());
        await IsProblem(launched, ProblemKind.Unavailable);
    }

    [Test]
    public async Task A_defect_of_ours_is_told_without_saying_how_we_are_made()
    {
        var id = await Gateway.Launched(_token);
        Gateway.Instances.Fault = new InvalidOperationException("secret in /root/data at Nightingale.Actors.Journal");
        using var answer = await Gateway.Get($"{Instances}/{id}", _token);
        var problem = await IsProblem(answer, ProblemKind.Fault);
        Assert.That(problem.ToJsonString(), Does.Not.Contain("/root").And.Not.Contain("secret").And.Not.Contain("Nightingale.Actors").And.Not.Contain("   at "));
    }

    private static string With(string change, string? without = null)
    {
        var body = JsonNode.Parse(Launch())!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) body[name] = value?.DeepClone();
        if (without is not null) body.Remove(without);
        return body.ToJsonString();
    }
}
