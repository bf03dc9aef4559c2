using System.Net;
using Nightingale.Gateway.Problems;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway.JupyterProxy;

public sealed class PermissionTests : NotebookTest
{
    [TestCase("GET", "/terminals/1", "terminals")]
    [TestCase("POST", "/api/terminals", "terminals")]
    [TestCase("GET", "/api/term%69nals", "terminals")]
    [TestCase("GET", "/files/a.csv", "downloads")]
    [TestCase("GET", "/%66iles/a.csv", "downloads")]
    [TestCase("GET", "/nbconvert/html/a.ipynb", "downloads")]
    [TestCase("GET", "/anything?download=1", "downloads")]
    [TestCase("PUT", "/api/contents/a.csv", "uploads")]
    public async Task What_an_account_has_switched_off_does_not_reach_Jupyter_and_everything_else_does(string method, string path, string what)
    {
        using var before = await Gateway.Send(new(method), $"/i/{Id}{path}", Token);
        await HasStatus(before, HttpStatusCode.OK);

        await Gateway.SetPermissions(new(Terminals: what != "terminals", Downloads: what != "downloads", Uploads: what != "uploads", StartOnOpen: true));
        using var refused = await Gateway.Send(new(method), $"/i/{Id}{path}", Token);
        Assert.That((string)(await IsProblem(refused, ProblemKind.Forbidden))["detail"]!, Does.Contain(what));
        using var notebook = await Gateway.Send(HttpMethod.Put, $"/i/{Id}/api/contents/a.ipynb", Token, "{}");
        await HasStatus(notebook, HttpStatusCode.OK);

        await Gateway.SetPermissions(new(Terminals: what == "terminals", Downloads: what == "downloads", Uploads: what == "uploads", StartOnOpen: true));
        using var control = await Gateway.Send(new(method), $"/i/{Id}{path}", Token);
        await HasStatus(control, HttpStatusCode.OK);
    }
}
