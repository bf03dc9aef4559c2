using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Web;
using Nightingale.Tests.Cluster;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Nightingale.Tests.Pages;

/// <summary>The whole way of a researcher in a browser before a real node, with its Terraform, its Jupyter and its bill.</summary>
public sealed partial class WholeWayTests
{
    private const string Password = "correct horse battery";

    // Terraform, Jupyter and a kernel start meanwhile, on a machine that has other work.
    private const float Patience = 60_000;

    private readonly List<IBrowserContext> _browsers = [];
    private ScratchFolder _folder = null!;
    private HostProcess _host = null!;

    private int Port => _host.Api.BaseAddress!.Port;

    [SetUp]
    public async Task Start()
    {
        Assert.That(WebFiles.BuiltIn.Page, Is.Not.Null, "The web UI is not built: npm ci and npm run build in web/, then build the tests.");
        _folder = new();
        _host = await HostProcess.Up(_folder.Path);
    }

    [TearDown]
    public async Task End()
    {
        foreach (var browser in _browsers) await browser.CloseAsync();
        _browsers.Clear();
        _host.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task From_the_sign_in_to_a_cell_in_the_notebook_to_the_bill_and_nobody_else_gets_in()
    {
        var page = await SignedInWithCode();
        var id = await Launched(page);
        await OpenNotebook(page, id);
        var notebook = await NewNotebook(page);
        await RunCell(notebook, "print(6 * 7)", "42");
        await IsShutToAnotherAccount(id);
        await WithdrawnRightClosesTheSocket(page, id, notebook.Url.Split('?')[0]);
        await RunCell(notebook, "print(6 * 9)", "54");
        await BillMoves(page, id);
        await Stop(page);
        Assert.That(await _host.Stop(), Is.Zero, _host.Output);
    }

    /// <summary>The first operator with the password that `up` made, who adds an authenticator and then needs its code.</summary>
    private async Task<IPage> SignedInWithCode()
    {
        var password = (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "operator.password"))).Trim();
        var page = await NewPage();
        await page.GotoAsync("/profile");
        await Enter(page, "operator", password);
        await page.GetByLabel("Your password, to confirm").FillAsync(password);
        await Button(page, "Add an authenticator").ClickAsync();
        var uri = await page.GetByRole(AriaRole.Link, new() { Name = "open it" }).GetAttributeAsync("href");
        var secret = Decoded(SecretOf().Match(uri!).Groups["secret"].Value);
        var step = Totp.StepOf(TimeProvider.System.GetUtcNow());
        await page.GetByLabel("Code that it shows").FillAsync(Totp.Code(secret, step));
        await Button(page, "Confirm").ClickAsync();
        await Expect(page.GetByText("Keep these recovery codes")).ToBeVisibleAsync(new() { Timeout = Patience });

        await Button(page, "Sign out").ClickAsync();
        await Enter(page, "operator", password);
        // No code is good twice: the next one is, a little early.
        await page.GetByLabel("Code").FillAsync(Totp.Code(secret, step + 1));
        await Button(page, "Sign in").ClickAsync();
        await Heading(page, "Instances");
        return page;
    }

    private static async Task<string> Launched(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Launch", Exact = true }).ClickAsync();
        await Heading(page, "Launch an instance");
        await page.GetByLabel("Name").FillAsync("whole-way");
        await Button(page, "Launch").ClickAsync();
        await Heading(page, "whole-way");
        await Expect(page.GetByRole(AriaRole.Log, new() { Name = "Terraform, live" })).ToContainTextAsync("Apply complete!", new() { Timeout = Patience });
        await IsIn(page, "ready");
        return page.Url.Split('/')[^1];
    }

    private async Task OpenNotebook(IPage page, string id)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the notebook" }).ClickAsync();
        await page.WaitForURLAsync($"http://{id}.localhost:{Port}/tree**", new() { Timeout = Patience });
        Assert.That(page.Context.Pages, Has.Count.EqualTo(1), "the same tab");
    }

    /// <summary>As people make one in Jupyter, which opens it in a tab of its own.</summary>
    private static async Task<IPage> NewNotebook(IPage tree)
    {
        var notebook = await tree.RunAndWaitForPopupAsync(async () =>
        {
            await tree.Locator("#new-dropdown-button").ClickAsync();
            await tree.Locator("#kernel-python3 a").ClickAsync();
        });
        await notebook.WaitForURLAsync("**/notebooks/**", new() { Timeout = Patience });
        return notebook;
    }

    private static async Task RunCell(IPage notebook, string code, string answer)
    {
        await Expect(notebook.Locator("#kernel_indicator_icon.kernel_idle_icon")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await notebook.Locator(".code_cell .CodeMirror").Last.ClickAsync();
        await notebook.Keyboard.InsertTextAsync(code);
        await notebook.Keyboard.PressAsync("Shift+Enter");
        await Expect(notebook.Locator(".output_stdout pre").Last).ToHaveTextAsync(answer, new() { Timeout = Patience });
    }

    private async Task IsShutToAnotherAccount(string id)
    {
        (await _host.Api.PostAsJsonAsync("/api/v1/accounts", new { id = "other", name = "Another account", currency = "USD" })).EnsureSuccessStatusCode();
        await AddMember("mallory", "other", "owner");
        var page = await NewPage();
        await page.GotoAsync($"/instances/{id}");
        await Enter(page, "mallory", Password);
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.GetByText("whole-way")).ToHaveCountAsync(0);
        await page.GotoAsync("/instances");
        await Expect(page.GetByText("There are no instances yet.")).ToBeVisibleAsync(new() { Timeout = Patience });
        foreach (var (method, path) in ((string, string)[])[("GET", ""), ("GET", "/events"), ("POST", "/stop"), ("DELETE", "")])
        {
            var status = await page.EvaluateAsync<int>("([method, path]) => fetch(path, { method }).then(answer => answer.status)", new[] { method, $"/api/v1/instances/{id}{path}" });
            Assert.That(status, Is.EqualTo(404), $"{method} {path}");
        }

        var opened = await page.GotoAsync($"http://{id}.localhost:{Port}/tree");
        Assert.That((opened!.Status, new Uri(opened.Url).Host), Is.EqualTo((404, "localhost")), "led to the main origin, and no further");
    }

    /// <summary>A colleague who is not signed in follows a link to the notebook, works there, and is removed by the account's owner.</summary>
    private async Task WithdrawnRightClosesTheSocket(IPage owners, string id, string notebook)
    {
        await AddMember("grace", "default", "researcher");
        var page = await NewPage();
        var opened = page.WaitForWebSocketAsync(new() { Predicate = socket => socket.Url.Contains("/channels", StringComparison.Ordinal), Timeout = Patience });
        await page.GotoAsync(notebook);
        await Enter(page, "grace", Password);
        await page.WaitForURLAsync(notebook, new() { Timeout = Patience });
        var socket = await opened;
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        socket.Close += (_, _) => closed.TrySetResult();
        await RunCell(page, "print(6 * 8)", "48");
        Assert.That(socket.IsClosed, Is.False, "as long as the right is there");

        await owners.GotoAsync($"http://localhost:{Port}/accounts/default");
        await Button(owners, "Remove user:grace").ClickAsync();
        await closed.Task.WaitAsync(TimeSpan.FromMilliseconds(Patience));
        var again = await page.GotoAsync($"http://{id}.localhost:{Port}/tree");
        Assert.That(again!.Status, Is.EqualTo(404));
    }

    private async Task BillMoves(IPage page, string id)
    {
        await page.GotoAsync($"http://localhost:{Port}/instances/{id}");
        await Expect(Fact(page, "Cost so far")).ToContainTextAsync("$", new() { Timeout = 3 * Patience });
        await Expect(Fact(page, "Traffic")).ToHaveTextAsync(SomeTraffic(), new() { Timeout = 3 * Patience });
        var shown = await _host.Show(id);
        Assert.That((decimal)shown["cost"]!["amount"]!, Is.Positive);
    }

    private static async Task Stop(IPage page)
    {
        await Button(page, "Stop").ClickAsync();
        await Button(page.GetByRole(AriaRole.Dialog), "Stop").ClickAsync();
        await IsIn(page, "stopped");
    }

    private async Task AddMember(string name, string account, string role)
    {
        (await _host.Api.PostAsJsonAsync("/api/v1/people", new { name, password = Password })).EnsureSuccessStatusCode();
        (await _host.Api.PutAsJsonAsync($"/api/v1/accounts/{account}/members/user:{name}", new { role })).EnsureSuccessStatusCode();
        await Eventually.True(async () => (await _host.Api.GetFromJsonAsync<JsonObject>($"/api/v1/accounts/{account}/members"))!.ToJsonString().Contains(name, StringComparison.Ordinal), TimeSpan.FromMilliseconds(Patience));
    }

    /// <summary>A page of a browser that nobody is signed in with.</summary>
    private async Task<IPage> NewPage()
    {
        var browser = await Chromium.Browser.NewContextAsync(new() { BaseURL = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Port}") });
        browser.SetDefaultTimeout(Patience);
        _browsers.Add(browser);
        return await browser.NewPageAsync();
    }

    private static async Task Enter(IPage page, string name, string password)
    {
        await page.WaitForURLAsync("**/sign-in**");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await Button(page, "Sign in").ClickAsync();
    }

    private static Task Heading(IPage page, string name) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 })).ToBeVisibleAsync(new() { Timeout = Patience });

    private static Task IsIn(IPage page, string phase) => Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = phase })).ToHaveCountAsync(1, new() { Timeout = Patience });

    private static ILocator Fact(IPage page, string name) => page.Locator($"dt:text-is('{name}') + dd");

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Button(ILocator part, string name) => part.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static byte[] Decoded(string base32)
    {
        var bits = string.Concat(base32.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(eight => eight.Length == 8).Select(eight => Convert.ToByte(new string(eight), 2))];
    }

    [GeneratedRegex("secret=(?<secret>[A-Z2-7]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretOf();

    [GeneratedRegex("^[1-9].* in, [1-9].* out$", RegexOptions.None, 1000)]
    private static partial Regex SomeTraffic();
}
