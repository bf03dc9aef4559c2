using System.Text.Encodings.Web;
using System.Text.Json;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway;

/// <summary>The document that the web UI's types are made of.</summary>
public sealed class WebDocumentTests : GatewayTest
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Kept => Path.Combine(Repository.Root, "web", "openapi.json");

    [Test]
    public async Task The_document_that_the_web_UI_is_built_from_is_the_one_that_is_served()
    {
        using var answer = await Gateway.Get("/openapi/v1.json");
        var served = (await TestGateway.Json(answer)).ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("NIGHTINGALE_REGENERATE") == "1") await File.WriteAllTextAsync(Kept, served);
        Assert.That(await File.ReadAllTextAsync(Kept), Is.EqualTo(served), "Run this test with NIGHTINGALE_REGENERATE=1.");
    }
}
