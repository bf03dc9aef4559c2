using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.People;

/// <summary><c>POST /api/v1/people</c></summary>
internal static class AddPerson
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/people", Handle)
        .Describe("addPerson", "Add a person", "Without a password one is made, which the answer shows this once.", "People")
        .Takes<WantedPersonBody>()
        .Answers<NewPersonView>(StatusCodes.Status201Created)
        .Refuses(ProblemKind.Conflict);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, Caller caller)
    {
        if (!(await JsonBody.Read<WantedPersonBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var errors = new FieldErrors();
        var role = PersonRules.RoleOf(body.Role ?? "researcher", errors);
        if (Person.ProblemOf(body.Name) is { } wrong) errors.Add("name", wrong);
        else if (body.Password is not null && Passwords.ProblemOf(body.Password, body.Name!) is { } weak) errors.Add("password", weak);
        PersonRules.CheckDisplayName(body.DisplayName, errors);
        if (errors.Any) return Problem.Invalid(errors);

        if (PrincipalNames.IsOfProgram(gateway, body.Name!)) return PersonRules.NameTaken(body.Name!);
        var store = gateway.People.Store;
        var person = new Person(body.Name!, body.DisplayName ?? body.Name!, role, gateway.Now(), caller.Principal) { PasswordIsTemporary = true };
        var made = body.Password is null ? Passwords.New() : null;
        if (!await store.Add(person with { PasswordHash = store.Passwords.Hash(person, made ?? body.Password!) }))
            return PersonRules.NameTaken(body.Name!);
        return TypedResults.Created($"/api/v1/people/{Uri.EscapeDataString(person.Name)}", new NewPersonView(PersonView.Of(person, gateway.Now()), made));
    }

    /// <summary>The person who is to be added.</summary>
    internal sealed record WantedPersonBody
    {
        [Description("Letters, digits, dots, hyphens, underscores or @. It never changes."), Required]
        public string? Name { get; init; }

        [Description("For people. Default: the name.")]
        public string? DisplayName { get; init; }

        [Description("researcher, auditor or operator. Default: researcher, who has no more than accounts give.")]
        public string? Role { get; init; }

        [Description("At least 12 characters. Default: one is made.")]
        public string? Password { get; init; }
    }
}
