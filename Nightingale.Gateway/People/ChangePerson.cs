using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.People;

/// <summary><c>PATCH /api/v1/people/{name}</c></summary>
internal static class ChangePerson
{
    private static readonly Problem NotOneself = new(ProblemKind.Conflict, "You would take the role from yourself, and perhaps nobody could give it back. Ask another operator.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/api/v1/people/{name}", Handle)
        .Describe("changePerson", "Change a person", "What is not given stays. A new role holds from the next request on.", "People")
        .Takes<ChangeBody>()
        .Answers<PersonView>()
        .Refuses(ProblemKind.NotFound, ProblemKind.Conflict);

    private static async Task<IResult> Handle(string name, HttpContext http, GatewayServices gateway, Caller caller)
    {
        if (!(await JsonBody.Read<ChangeBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var errors = new FieldErrors();
        var role = body.Role is null ? null : PersonRules.RoleOf(body.Role, errors);
        PersonRules.CheckDisplayName(body.DisplayName, errors);
        var logins = body.Logins?.Select(login => new ExternalLogin(login.Provider ?? "", login.Subject ?? "")).ToList();
        CheckLogins(gateway, name, logins ?? [], errors);
        if (errors.Any) return Problem.Invalid(errors);
        if (caller.Person == name && body.Role is not null && role != gateway.People.Store.Find(name)?.Role) return NotOneself;
        return await gateway.People.Store.Change(name, person => person with
        {
            DisplayName = body.DisplayName ?? person.DisplayName,
            Role = body.Role is null ? person.Role : role,
            ExternalLogins = logins ?? person.ExternalLogins,
        }) is { } changed
            ? TypedResults.Ok(PersonView.Of(changed, gateway.Now()))
            : PersonRules.NoSuchPerson;
    }

    private static void CheckLogins(GatewayServices gateway, string name, IReadOnlyList<ExternalLogin> logins, FieldErrors errors)
    {
        if (logins.Any(login => login.Provider.Length == 0 || login.Subject.Length is 0 or > 255)) errors.Add("logins", "Each must have a provider and a subject.");
        if (logins.Any(login => gateway.People.Store.Find(login) is { } other && other.Name != name)) errors.Add("logins", "Somebody else is linked to one of them.");
    }

    /// <summary>What is to be changed.</summary>
    internal sealed record ChangeBody
    {
        [Description("For people.")]
        public string? DisplayName { get; init; }

        [Description("researcher, auditor or operator.")]
        public string? Role { get; init; }

        [Description("Whom providers and directories know as this person: all of them, in the place of those before.")]
        public IReadOnlyList<LoginBody>? Logins { get; init; }
    }

    /// <summary>Who a person is elsewhere.</summary>
    internal sealed record LoginBody
    {
        [Description("The provider's name, as it is configured.")]
        public string? Provider { get; init; }

        [Description("What the provider calls the person: an OpenID provider's sub, a directory's distinguished name.")]
        public string? Subject { get; init; }
    }
}
