using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.People;

/// <summary><c>POST /api/v1/people/{name}/lock</c></summary>
internal static class LockPerson
{
    private static readonly Problem NotOneself = new(ProblemKind.Conflict, "You would lock yourself out. Ask another operator.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/people/{name}/lock", Handle)
        .Describe("lockPerson", "Keep a person out", "Ends the person's sessions, and lets nobody sign in under the name until it is unlocked.", "People")
        .Answers<PersonView>()
        .Refuses(ProblemKind.NotFound, ProblemKind.Conflict);

    private static async Task<IResult> Handle(string name, GatewayServices gateway, Caller caller)
    {
        if (caller.Person == name) return NotOneself;
        if (await gateway.People.Store.Change(name, person => person with { IsLocked = true }) is not { } locked) return PersonRules.NoSuchPerson;
        await gateway.People.Sessions.End(session => session.Person == name);
        return TypedResults.Ok(PersonView.Of(locked, gateway.Now()));
    }
}
