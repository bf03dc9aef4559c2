using System.Net;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class AccountTests : GatewayTest
{
    private const string Grants = "/api/v1/accounts/lab/grants";

    [Test]
    public async Task An_account_that_an_operator_opens_can_be_launched_in_and_granted_credit()
    {
        var token = await Gateway.Token(Role.Operator);
        using var opened = await Gateway.Post("/api/v1/accounts", token, """{"id":"ward-7","name":"Ward 7","currency":"EUR"}""");
        await HasStatus(opened, HttpStatusCode.Created);
        Assert.That(opened.Headers.Location!.ToString(), Is.EqualTo("/api/v1/accounts/ward-7/balance"));
        using var granted = await Gateway.Post("/api/v1/accounts/ward-7/grants", token, """{"amount":12.5,"note":"Grant 4711"}""");
        await HasStatus(granted, HttpStatusCode.Created);
        Assert.That((await Json(granted)).ToJsonString(), Is.EqualTo("""{"account":"ward-7","name":"Ward 7","currency":"EUR","credit":12.5,"charged":0,"balance":12.5,"budget":null,"chargedThisMonth":0}"""));
        await Gateway.Launched(token, "ward-7");
    }

    [TestCase("""{"name":"Ward 7","currency":"EUR"}""", "id")]
    [TestCase("""{"id":"Ward 7","name":"Ward 7","currency":"EUR"}""", "id")]
    [TestCase("""{"id":"../x","name":"Ward 7","currency":"EUR"}""", "id")]
    [TestCase("""{"id":"w","name":" ","currency":"EUR"}""", "name")]
    [TestCase("""{"id":"w","name":"W","currency":"eur"}""", "currency")]
    [TestCase("""{"id":"w","name":"W","currency":"EUR","owner":"x"}""", "owner")]
    public async Task An_account_that_does_not_hold_is_not_opened(string body, string field)
    {
        using var answer = await Gateway.Post("/api/v1/accounts", await Gateway.Token(Role.Operator), body);
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { field }));
    }

    [Test]
    public async Task Another_account_of_the_same_id_is_a_conflict_and_the_same_one_changes_nothing()
    {
        var token = await Gateway.Token(Role.Operator);
        using var same = await Gateway.Post("/api/v1/accounts", token, """{"id":"lab","name":"The lab","currency":"USD"}""");
        await HasStatus(same, HttpStatusCode.Created);
        using var other = await Gateway.Post("/api/v1/accounts", token, """{"id":"lab","name":"Another lab","currency":"USD"}""");
        await IsProblem(other, ProblemKind.Conflict);
    }

    [Test]
    public async Task A_grant_that_is_repeated_under_its_key_is_granted_once_and_without_a_key_twice()
    {
        var token = await Gateway.Token(Role.Operator);
        const string body = """{"amount":10,"note":"Grant 4711"}""";
        for (var i = 0; i < 2; i++)
        {
            using var keyed = await Gateway.Post(Grants, token, body, ("Idempotency-Key", "g-1"));
            Assert.That((decimal)(await Json(keyed))["credit"]!, Is.EqualTo(110m));
        }

        using var other = await Gateway.Post(Grants, token, """{"amount":11,"note":"Grant 4711"}""", ("Idempotency-Key", "g-1"));
        await IsProblem(other, ProblemKind.KeyReused);
        using var unkeyed = await Gateway.Post(Grants, token, body);
        Assert.That((decimal)(await Json(unkeyed))["credit"]!, Is.EqualTo(120m));
    }

    [TestCase("""{"note":"why"}""", "amount")]
    [TestCase("""{"amount":"ten","note":"why"}""", "amount")]
    [TestCase("""{"amount":10}""", "note")]
    public async Task A_grant_that_does_not_hold_is_refused(string body, string field)
    {
        using var answer = await Gateway.Post(Grants, await Gateway.Token(Role.Operator), body);
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { field }));
    }

    [TestCase("-1")]
    [TestCase("0")]
    [TestCase("0.0000001")]
    [TestCase("1000000001")]
    public async Task An_amount_beyond_reason_is_refused_in_the_rules_own_words(string amount)
    {
        using var answer = await Gateway.Post(Grants, await Gateway.Token(Role.Operator), $$"""{"amount":{{amount}},"note":"why"}""");
        Assert.That((string)(await IsProblem(answer, ProblemKind.Invalid))["detail"]!, Does.StartWith("Credit"));
    }

    [Test]
    public async Task Credit_for_an_account_that_does_not_exist_is_refused()
    {
        using var answer = await Gateway.Post("/api/v1/accounts/nobody/grants", await Gateway.Token(Role.Operator), """{"amount":1,"note":"why"}""");
        await IsProblem(answer, ProblemKind.UnknownAccount);
    }
}
