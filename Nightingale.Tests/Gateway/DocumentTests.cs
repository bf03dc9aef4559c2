using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class DocumentTests : GatewayTest
{
    private protected override bool Shared => true;

    [Test]
    public async Task Every_operation_says_what_it_does_what_it_answers_and_how_it_fails()
    {
        foreach (var (path, operation) in await Operations())
        {
            Assert.That((string?)operation["summary"], Is.Not.Empty, path);
            Assert.That((string?)operation["description"], Is.Not.Empty, path);
            var responses = operation["responses"]!.AsObject();
            Assert.That(responses.Any(response => response.Key.StartsWith('2')), Is.True, path);
            foreach (var problem in responses.Where(response => response.Key[0] is '4' or '5'))
                Assert.That(problem.Value!["content"]!["application/problem+json"]!["examples"]!.AsObject(), Is.Not.Empty, $"{path} {problem.Key}");
            if (path.StartsWith("/api", StringComparison.Ordinal)) Assert.That(responses.Select(response => response.Key), Is.SupersetOf(new[] { "401", "403", "500", "503" }), path);
        }
    }

    [Test]
    public async Task The_launch_is_described_field_by_field()
    {
        var document = await Document();
        var launch = document["components"]!["schemas"]!["Launch"]!;
        Assert.That(launch["required"]!.AsArray().Select(field => (string)field!), Is.EquivalentTo(new[] { "name", "account", "target", "size" }));
        Assert.That(launch["properties"]!.AsObject().Select(field => field.Key),
            Is.EquivalentTo(new[] { "name", "account", "target", "size", "market", "dataset", "idleStop", "lifetime" }));
        Assert.That(launch["properties"]!.AsObject().Select(field => (string?)field.Value!["description"]), Is.All.Not.Empty);
        Assert.That((string)launch["properties"]!["name"]!["type"]!, Is.EqualTo("string"), "null is no name");
        Assert.That(launch["properties"]!["size"]!["type"]!.AsArray().Select(type => (string)type!), Is.EquivalentTo(new[] { "string", "object" }));
        Assert.That(document["components"]!["securitySchemes"]!["Bearer"]!["scheme"]!.ToString(), Is.EqualTo("bearer"));
    }

    [Test]
    public async Task No_two_shapes_have_one_name()
    {
        // Or they would be one shape in the document, and clients made from it would send or expect the wrong one.
        var names = typeof(GatewayApp).Assembly.GetTypes().Concat(typeof(MemberRole).Assembly.GetTypes().Where(type => type.IsEnum && type.IsPublic))
            .Where(type => type.IsEnum || type.Name.EndsWith("View", StringComparison.Ordinal) || type.Name.EndsWith("Body", StringComparison.Ordinal))
            .GroupBy(type => type.IsEnum ? type.Name : type.Name[..^"View".Length], StringComparer.Ordinal);
        Assert.That((await Document())["components"]!["schemas"]!.AsObject().Select(shape => shape.Key), Is.All.Matches<string>(name => name!.All(char.IsAsciiLetterOrDigit)));
        Assert.That(names.Where(types => types.Count() > 1).Select(types => string.Join(" and ", types.Select(type => type.Name))), Is.Empty);
    }

    [Test]
    public void Every_kind_of_problem_is_explained()
    {
        var explained = File.ReadAllText(ErrorsPage());
        foreach (var kind in ProblemKind.All)
        {
            Assert.That(explained, Does.Contain($"| `{kind.Type}` | {kind.Status} |"));
            Assert.That(ProblemKind.All.Count(other => other.Slug == kind.Slug), Is.EqualTo(1));
        }
    }

    private static string ErrorsPage([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "errors.md");

    private async Task<JsonNode> Document()
    {
        using var answer = await Gateway.Get("/openapi/v1.json");
        return await Json(answer);
    }

    private async Task<IEnumerable<(string Path, JsonNode Operation)>> Operations() =>
        from path in (await Document())["paths"]!.AsObject() from operation in path.Value!.AsObject() select (path.Key, operation.Value!);
}
