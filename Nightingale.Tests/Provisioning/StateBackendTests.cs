using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>Terraform's protocol for states, spoken by hand.</summary>
public sealed class StateBackendTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-000000000006"));
    private static readonly InstanceId Other = new(new Guid("0193a5a0-0000-7000-8000-000000000007"));
    private static readonly HttpMethod Lock = new("LOCK");
    private static readonly HttpMethod Unlock = new("UNLOCK");

    private DirectoryInfo _folder = null!;
    private FileStateStore _store = null!;
    private StateBackend _backend = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task Open()
    {
        _folder = Directory.CreateTempSubdirectory("ngb-");
        _store = new(_folder.FullName, ProvisioningNode.MasterKey);
        _backend = await StateBackend.Start(_store, NullLogger<StateBackend>.Instance);
        _http = new();
    }

    [TearDown]
    public async Task Close()
    {
        _http.Dispose();
        await _backend.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Test]
    public void It_listens_on_loopback_alone() => Assert.That(_backend.Address, Does.StartWith("http://127.0.0.1:"));

    [Test]
    public async Task A_state_is_locked_read_written_and_unlocked()
    {
        await using var run = await Begin(1);

        Assert.That(await Send(run, HttpMethod.Get), Is.EqualTo((HttpStatusCode.NotFound, "")));
        Assert.That(await Send(run, Lock, LockOf("a")), Is.EqualTo((HttpStatusCode.OK, "")));
        Assert.That(await Send(run, HttpMethod.Post, "state", "?ID=a"), Is.EqualTo((HttpStatusCode.OK, "")));
        Assert.That(await Send(run, HttpMethod.Get), Is.EqualTo((HttpStatusCode.OK, "state")));
        Assert.That(await Send(run, Unlock, LockOf("a")), Is.EqualTo((HttpStatusCode.OK, "")));
        Assert.That((await _store.Read(Id, default))!.Run, Is.EqualTo(1));
    }

    [Test]
    public async Task Who_wants_a_held_lock_is_shown_its_holder()
    {
        await using var run = await Begin(1);
        await Send(run, Lock, LockOf("a"));

        Assert.That(await Send(run, Lock, LockOf("b")), Is.EqualTo((HttpStatusCode.Locked, LockOf("a"))));
        Assert.That(await Send(run, Unlock, LockOf("b")), Is.EqualTo((HttpStatusCode.Conflict, LockOf("a"))));
        Assert.That(await Send(run, HttpMethod.Post, "state", "?ID=b"), Is.EqualTo((HttpStatusCode.Locked, LockOf("a"))));
        Assert.That(await Send(run, HttpMethod.Post, "state"), Is.EqualTo((HttpStatusCode.Locked, LockOf("a"))));
        Assert.That(await Send(run, Unlock), Is.EqualTo((HttpStatusCode.OK, "")), "force-unlock");
        Assert.That((await Send(run, Lock, LockOf("b"))).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_run_that_begins_frees_the_lock_of_the_dead_one_and_refuses_its_upload()
    {
        await using var dead = await Begin(1);
        await Send(dead, Lock, LockOf("dead"));
        Assert.That((await Send(dead, HttpMethod.Post, "first", "?ID=dead")).Status, Is.EqualTo(HttpStatusCode.OK), "control: before that, the same upload is taken");

        await using var next = await Begin(2);
        Assert.That((await Send(next, Lock, LockOf("next"))).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Send(next, HttpMethod.Post, "second", "?ID=next")).Status, Is.EqualTo(HttpStatusCode.OK));

        Assert.That((await Send(dead, HttpMethod.Post, "late", "?ID=dead")).Status, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That((await Send(dead, Lock, LockOf("dead"))).Status, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That((await Send(dead, HttpMethod.Delete)).Status, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await Send(next, HttpMethod.Get), Is.EqualTo((HttpStatusCode.OK, "second")));
    }

    [Test]
    public async Task Control_without_the_fence_the_late_upload_would_overwrite()
    {
        await using var run = await Begin(2);
        await Send(run, Lock, LockOf("a"));
        await Send(run, HttpMethod.Post, "second", "?ID=a");

        await Send(run, HttpMethod.Post, "late", "?ID=a");

        Assert.That(await Send(run, HttpMethod.Get), Is.EqualTo((HttpStatusCode.OK, "late")));
    }

    [Test]
    public async Task A_run_on_another_node_is_refused_once_a_newer_one_has_written()
    {
        await _store.Write(Id, new(7, "newer"u8.ToArray()), default);
        await using var run = await Begin(6);
        await Send(run, Lock, LockOf("a"));

        Assert.That((await Send(run, HttpMethod.Post, "older", "?ID=a")).Status, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task An_older_run_does_not_begin_after_a_newer_one()
    {
        await using var newer = await Begin(2);

        Assert.That(await _backend.Begin(Id, 1), Is.Null);
    }

    [Test]
    public async Task Whoever_has_not_the_password_of_a_present_run_gets_nothing()
    {
        await using var run = await Begin(1);
        await using var other = await _backend.Begin(Other, 1);
        var ended = await _backend.Begin(new(new Guid(9, 0, 0, new byte[8])), 1);
        await ended!.DisposeAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Status(Id, null), Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(await Status(Id, $"{run.User}:wrong"), Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(await Status(Id, Credentials(other!)), Is.EqualTo(HttpStatusCode.Unauthorized), "another instance's");
            Assert.That(await Status(ended.Instance, Credentials(ended)), Is.EqualTo(HttpStatusCode.Unauthorized), "an ended run's");
            Assert.That(await Status(Id, Credentials(run)), Is.EqualTo(HttpStatusCode.NotFound), "control");
        }
    }

    [Test]
    public async Task Nonsense_is_refused()
    {
        await using var run = await Begin(1);

        Assert.That((await Send(run, Lock, "nonsense")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Send(run, Lock, "[]")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Send(run, HttpMethod.Put, "x")).Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task A_damaged_state_is_an_error_and_not_an_empty_one()
    {
        await _store.Write(Id, new(1, "state"u8.ToArray()), default);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "states", $"{Id}.tfstate"), "nonsense");
        await using var run = await Begin(1);

        Assert.That((await Send(run, HttpMethod.Get)).Status, Is.EqualTo(HttpStatusCode.InternalServerError));
    }

    private async Task<StateSession> Begin(long run) => (await _backend.Begin(Id, run))!;

    private static string LockOf(string id) => $$"""{"ID":"{{id}}","Operation":"OperationTypeApply","Who":"test"}""";

    private static string Credentials(StateSession session) => $"{session.User}:{session.Environment["TF_HTTP_PASSWORD"]}";

    private async Task<(HttpStatusCode Status, string Body)> Send(StateSession session, HttpMethod method, string body = "", string query = "")
    {
        using var request = Request(method, $"{session.Environment["TF_HTTP_ADDRESS"]}{query}", Credentials(session));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpStatusCode> Status(InstanceId instance, string? credentials)
    {
        using var request = Request(HttpMethod.Get, $"{_backend.Address}/{instance}", credentials);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    private static HttpRequestMessage Request(HttpMethod method, string address, string? credentials)
    {
        var request = new HttpRequestMessage(method, address);
        if (credentials is not null) request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        return request;
    }
}
