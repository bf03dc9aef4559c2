using NUnit.Framework;

namespace Nightingale.Tests.Architecture;

public sealed class LinkTests
{
    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md"))
            .Append(Path.Combine(Repository.Root, "terraform", "README.md"))
            .Append(Path.Combine(Repository.Root, "deploy", "README.md"))
            .Select(path => Path.GetRelativePath(Repository.Root, path));

    [TestCaseSource(nameof(Documents))]
    public async Task Every_link_leads_to_a_file(string document)
    {
        var path = Path.Combine(Repository.Root, document);
        Assert.That(Links.Broken(Path.GetDirectoryName(path)!, await File.ReadAllTextAsync(path)), Is.Empty);
    }

    [TestCase("[it](docs/nothing.md)", "docs/nothing.md")]
    [TestCase("![it](docs/nothing.svg \"A picture\")", "docs/nothing.svg")]
    [TestCase("<img src=\"docs/nothing.svg\" alt=\"\">", "docs/nothing.svg")]
    [TestCase("[it](nowhere#here)", "nowhere#here")]
    public void Control_a_link_that_leads_nowhere_is_found(string text, string link) => Assert.That(Links.Broken(Repository.Root, text), Is.EqualTo(new[] { link }));

    [TestCase("[it](README.md#here)"), TestCase("[it](docs)"), TestCase("[it](https://example.org/nothing.md)"), TestCase("[it](#here)")]
    public void A_link_that_leads_somewhere_is_not(string text) => Assert.That(Links.Broken(Repository.Root, text), Is.Empty);
}
