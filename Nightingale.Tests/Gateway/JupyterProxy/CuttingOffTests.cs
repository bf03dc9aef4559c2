using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.JupyterProxy;

/// <summary>What was opened rightly and goes on when the right has ended.</summary>
public sealed class CuttingOffTests : NotebookTest
{
    [Test]
    public async Task A_withdrawn_right_closes_the_socket_and_leaves_that_of_another_open()
    {
        using var socket = await Socket(Token);
        var first = Gateway.Tokens.All.Single().Id;
        using var other = await Socket(await Gateway.Researcher());
        await Gateway.Tokens.Revoke(first);
        await IsCutOff(socket);
        Assert.That(await Echo(other, "still here"), Is.EqualTo("still here"));
    }

    [TestCase("DELETE", null)]
    [TestCase("PUT", """{"role":"auditor"}""")]
    public async Task An_owner_who_removes_a_member_or_lets_them_only_read_closes_their_sockets_and_no_others(string method, string? body)
    {
        var owner = await Gateway.Member("olga", MemberRole.Owner);
        using var socket = await Socket(await Gateway.Member("ada", MemberRole.Researcher));
        using var other = await Socket(await Gateway.Member("ben", MemberRole.Researcher));
        using var changed = await Gateway.Send(new(method), "/api/v1/accounts/lab/members/user:ada", owner, body);
        changed.EnsureSuccessStatusCode();
        await IsCutOff(socket);
        Assert.That(await Echo(other, "still here"), Is.EqualTo("still here"));
    }

    [Test]
    public async Task An_owner_who_switches_terminals_off_closes_them()
    {
        var owner = await Gateway.Member("olga", MemberRole.Owner);
        using var terminal = await Socket(await Gateway.Member("ada", MemberRole.Researcher), path: "/terminals/websocket/1");
        using var changed = await Gateway.Send(HttpMethod.Put, "/api/v1/accounts/lab/permissions", owner, """{"terminals":false,"downloads":true,"uploads":true,"startOnOpen":true}""");
        changed.EnsureSuccessStatusCode();
        await IsCutOff(terminal);
    }

    [Test]
    public async Task A_socket_that_came_with_a_cookie_ends_with_it_too()
    {
        using var socket = await Socket(cookie: await CookieOf(), origin: Origin);
        await Gateway.Tokens.Revoke(Gateway.Tokens.All.Single().Id);
        await IsCutOff(socket);
    }

    [Test]
    public async Task A_stop_and_a_restart_of_the_instance_close_its_sockets_and_none_of_others()
    {
        var stopped = Id;
        using var socket = await Socket(Token);
        Id = await Gateway.Launched(Token, name: "two");
        await Ready(Id);
        using var other = await Socket(Token);
        await Gateway.Instances.Happen(stopped, new InstanceEvent.StopRequested(SimpleInstances.Start, "Stopped on request."));
        await IsCutOff(socket);
        Assert.That(await Echo(other, "still here"), Is.EqualTo("still here"));

        await Gateway.Instances.Happen(Id, new InstanceEvent.RestartRequested(SimpleInstances.Start, "Restarted on request."));
        await Ready(Id);
        await IsCutOff(other);
    }

    [Test]
    public async Task A_permission_that_is_switched_off_closes_what_it_had_opened()
    {
        using var terminal = await Socket(Token, path: "/terminals/websocket/1");
        using var kernel = await Socket(Token);
        await Gateway.SetPermissions(AccountPermissions.Initial with { Terminals = false });
        await IsCutOff(terminal);
        Assert.That(await Echo(kernel, "still here"), Is.EqualTo("still here"));
    }

    [Test]
    public async Task A_long_answer_is_cut_off_too()
    {
        using var answer = await Get("/bytes/500000000");
        await Gateway.Tokens.Revoke(Gateway.Tokens.All.Single().Id);
        var reading = answer.Content.CopyToAsync(Stream.Null);
        await Eventually.True(
            () =>
            {
                Gateway.Time.Advance(Soon / 2);
                return reading.IsCompleted;
            },
            Bound);
        Assert.That(async () => await reading, Throws.InstanceOf<Exception>());
    }
}
