using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.JupyterProxy;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway.JupyterProxy;

public sealed class NotebookPathTests
{
    [TestCase("/../etc/passwd")]
    [TestCase("/a/./b")]
    [TestCase("/a/..")]
    [TestCase("/%2e%2e/files")]
    [TestCase("/.%2E/files")]
    [TestCase("/%252e%252e/files")]
    [TestCase("/a%2fb")]
    [TestCase("/a%2Fb")]
    [TestCase("/a%252fb")]
    [TestCase("/a%5cb")]
    [TestCase("/a\\b")]
    [TestCase("/a;b")]
    [TestCase("/a%3bb")]
    [TestCase("/a%253Bb")]
    [TestCase("//files/a")]
    [TestCase("/a//b")]
    [TestCase("/a%00b")]
    [TestCase("/a%0d%0ab")]
    [TestCase("/a%")]
    [TestCase("/a%2")]
    [TestCase("/a%zz")]
    [TestCase("/a%ff")]
    [TestCase("/a%c0%af")]
    [TestCase("/a b")]
    [TestCase("/a#b")]
    [TestCase("/a?b#c")]
    [TestCase("http://evil.example/files/a")]
    [TestCase("*")]
    [TestCase("")]
    public void A_path_that_can_be_read_in_two_ways_is_none(string target) => Assert.That(NotebookPath.TryParse(target, out _), Is.False);

    [TestCase("/", "")]
    [TestCase("/tree/", "tree", "")]
    [TestCase("/api/contents/Caf%C3%A9%20100%25.ipynb?content=1&x=%2f..", "api", "contents", "Café 100%.ipynb")]
    [TestCase("/static/x.js?v=1", "static", "x.js")]
    [TestCase("/a/...", "a", "...")]
    [TestCase("/%66iles/a", "files", "a")]
    public void A_plain_path_is_kept_as_it_came_and_read_decoded(string target, params string[] segments)
    {
        Assert.That(NotebookPath.TryParse(target, out var path), Is.True);
        Assert.That(path.ToString(), Is.EqualTo(target));
        Assert.That(path.Segments, Is.EqualTo(segments));
    }

    [TestCase("GET", "/tree", "Page")]
    [TestCase("GET", "/api/contents/a.ipynb?content=1", "Page")]
    [TestCase("PUT", "/api/contents/a.ipynb", "Page")]
    [TestCase("POST", "/api/contents/folder", "Page")]
    [TestCase("GET", "/api/nbconvert", "Page")]
    [TestCase("GET", "/terminals/1", "Terminal")]
    [TestCase("GET", "/terminals/websocket/1", "Terminal")]
    [TestCase("POST", "/api/terminals", "Terminal")]
    [TestCase("GET", "/api/term%69nals", "Terminal")]
    [TestCase("GET", "/files/a.csv", "Download")]
    [TestCase("GET", "/%66iles/a.csv", "Download")]
    [TestCase("GET", "/view/a.html", "Download")]
    [TestCase("GET", "/nbconvert/html/a.ipynb", "Download")]
    [TestCase("POST", "/api/nbconvert/html", "Download")]
    [TestCase("GET", "/anything?download=1", "Download")]
    [TestCase("GET", "/api/contents/a.bin?type=file&format=base64", "Download")]
    [TestCase("PUT", "/api/contents/a.csv", "Upload")]
    [TestCase("PUT", "/api/contents/deep/down/a.bin?x", "Upload")]
    public void What_a_request_is_for_is_told_by_method_and_path(string method, string target, string use)
    {
        Assert.That(NotebookPath.TryParse(target, out var path), Is.True);
        var query = new DefaultHttpContext { Request = { QueryString = new(path.Query) } }.Request.Query;
        Assert.That(NotebookUses.Of(method, path, query).ToString(), Is.EqualTo(use));
    }
}
